SELECT hex(zeroblob(900000000)), zeroblob(900000000);
