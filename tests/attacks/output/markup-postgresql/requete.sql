SELECT '<script>alert(1)</script>' AS "<img src=x onerror=alert(1)>", 'a‮b' AS x;
