(async () => {
  for (;;) await null;
})();
