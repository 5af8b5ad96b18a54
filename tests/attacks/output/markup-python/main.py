print('<script>alert(1)</script>{{ 7 * 7 }}{% debug %}')

def total(prices):
    if prices:
        return type('<img src=x onerror=alert(2)>', (), {'<b>': 1})()
    raise type('<svg onload=alert(3)>', (Exception,), {})('</pre><script>alert(4)</script>')
