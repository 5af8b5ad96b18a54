SELECT '<script>alert(1)</script>' AS `<img>`, 'a‮b' AS x;
