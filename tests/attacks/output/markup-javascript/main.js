console.log('<script>alert(1)</script><img src=x onerror=alert(1)>');
const total = (prices) => {
  if (prices.length) return '</pre><script>alert(2)</script>';
  throw new Error('<svg onload=alert(3)>{{ 7 * 7 }}{% debug %}');
};
