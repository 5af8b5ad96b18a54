"""Small sources of each kind, written for these tests: nothing in them comes from another project."""

import json
from base64 import b64encode
from collections.abc import Mapping

LICENCE = "MIT License\n\nPermission is hereby granted, free of charge, to any person.\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


EXERCISM_PYTHON: Mapping[str, str] = {
    "LICENSE": LICENCE,
    "config.json": _json(
        {
            "language": "Python",
            "slug": "python",
            "exercises": {
                "practice": [
                    {"slug": "two-loaves", "name": "Two Loaves", "difficulty": 5},
                    {"slug": "old-oven", "name": "Old Oven", "status": "deprecated"},
                ],
                "concept": [{"slug": "bread-names", "name": "Bread Names"}],
            },
            "files": {"solution": ["%{snake_slug}.py"], "test": ["%{snake_slug}_test.py"]},
        }
    ),
    "exercises/practice/two-loaves/.meta/config.json": _json(
        {
            "blurb": "Count loaves.",
            "authors": ["plainly-fictional"],
            "files": {
                "solution": ["two_loaves.py"],
                "test": ["two_loaves_test.py"],
                "example": [".meta/example.py"],
            },
        }
    ),
    "exercises/practice/two-loaves/.meta/example.py": "def loaves(people):\n    return people * 2\n",
    "exercises/practice/two-loaves/.docs/instructions.md": "# Instructions\n\nTwo loaves for each person.\n",
    "exercises/practice/two-loaves/.docs/hints.md": "# Hints\n\n## General\n\n- Multiply.\n",
    "exercises/practice/two-loaves/two_loaves.py": "def loaves(people):\n    pass\n",
    "exercises/practice/two-loaves/two_loaves_test.py": (
        "import unittest\n\nfrom two_loaves import loaves\n\n\nclass LoavesTest(unittest.TestCase):\n"
        "    def test_one(self):\n        self.assertEqual(loaves(1), 2)\n\n"
        '    @unittest.skip("later")\n    def test_none(self):\n        self.assertEqual(loaves(0), 0)\n'
    ),
    "exercises/practice/old-oven/.meta/config.json": "{}",
    "exercises/practice/old-oven/old_oven.py": "",
    "exercises/practice/old-oven/old_oven_test.py": "",
    "exercises/concept/bread-names/.meta/config.json": "{ broken",
    "exercises/concept/bread-names/.meta/exemplar.py": "NAMES = ['rye']\n",
    "exercises/concept/bread-names/bread_names.py": "NAMES = []\n",
    "exercises/concept/bread-names/bread_names_test.py": (
        "import numpy\nfrom bread_names import NAMES\n\n\ndef test_names():\n    assert NAMES == ['rye']\n"
    ),
}

EXERCISM_JAVASCRIPT: Mapping[str, str] = {
    "exercises/practice/warm-soup/.meta/config.json": _json(
        {
            "files": {
                "solution": ["warm-soup.js"],
                "test": ["warm-soup.spec.js"],
                "example": [".meta/proof.ci.js"],
            }
        }
    ),
    "exercises/practice/warm-soup/.meta/proof.ci.js": "export const warm = (degrees) => degrees > 50;\n",
    "exercises/practice/warm-soup/warm-soup.js": "export const warm = (degrees) => {\n};\n",
    "exercises/practice/warm-soup/package.json": "{}",
    "exercises/practice/warm-soup/warm-soup.spec.js": (
        "import { describe, expect, test, xtest } from '@jest/globals';\nimport { warm } from './warm-soup';\n\n"
        "describe('soup', () => {\n  test('is warm', () => expect(warm(60)).toBe(true));\n"
        "  xtest('is cold', () => expect(warm(10)).toBe(false));\n});\n"
    ),
}

EXERCISM_PHP: Mapping[str, str] = {
    "exercises/practice/big-cake/.meta/config.json": _json(
        {
            "files": {
                "solution": ["BigCake.php"],
                "test": ["BigCakeTest.php"],
                "example": [".meta/example.php"],
            }
        }
    ),
    "exercises/practice/big-cake/.meta/example.php": "<?php\n\nfunction parts(int $n): int { return $n * 8; }\n",
    "exercises/practice/big-cake/BigCake.php": "<?php\n\nfunction parts(int $n): int { throw new Exception(); }\n",
    "exercises/practice/big-cake/BigCakeTest.php": (
        "<?php\n\nclass BigCakeTest extends PHPUnit\\Framework\\TestCase\n{\n"
        "    public static function setUpBeforeClass(): void { require_once 'BigCake.php'; }\n\n"
        "    public function testParts(): void { $this->assertEquals(16, parts(2)); }\n}\n"
    ),
}

NEW_PAGE = """---
id: 0123456789abcdef01234567
title: Step 3
challengeType: 0
dashedName: step-3
---

# --description--

Give the bakery a title. Write `Bakery` in it.

# --hints--

There should be one `h1`.

```js
assert.lengthOf(document.querySelectorAll('h1'), 1);
```

The title should say `Bakery` and be green.

```js
const title = document.querySelector('h1');
assert.equal(title.textContent.trim(), 'Bakery');
assert.strictEqual(window.getComputedStyle(title).color, 'rgb(0, 128, 0)');
```

The rule should be for `h1`.

```js
assert.equal(new __helpers.CSSHelp(document).getStyle('h1')?.fontSize, '20px');
```

The list should have the class `bread`.

```js
assert($('ul').hasClass('bread') && $('ul').children('li').length > 1);
```

The code should close its tags.

```js
assert(code.match(/<\\/h1>/g).length === 1);
```

# --seed--

## --seed-contents--

```html
<link rel="stylesheet" href="styles.css">
--fcc-editable-region--
<ul></ul>
--fcc-editable-region--
```

```css
h1 {
}
```

# --solutions--

```html
<link rel="stylesheet" href="styles.css">
<h1>Bakery</h1>
<ul class="bread"></ul>
```

```css
h1 {
  color: green;
  font-size: 20px;
}
```
"""

NEW_SCRIPT = """---
id: abcdefabcdefabcdefabcdef
title: Count Loaves
challengeType: 1
dashedName: count-loaves
---

# --description--

Write `loaves(people)`.

# --before-each--

```js
const four = 4;
```

# --hints--

`loaves(2)` should be 4.

```js
assert.strictEqual(loaves(2), four);
assert.deepEqual([loaves(1)], [2]);
```

It should refuse a text.

```js
assert.throws(() => loaves('two'), TypeError);
```

# --seed--

## --before-user-code--

```js
const PER_PERSON = 2;
```

## --seed-contents--

```js
function loaves(people) {
}
```

# --solutions--

```js
function loaves(people) {
  if (typeof people !== 'number') throw new TypeError('people');
  return people * PER_PERSON;
}
```
"""

OLD_PAGE = """---
id: bad00fee00bd00bedf0000aa
title: Paint the Shop
challengeType: 0
---

## Description
<section id='description'>
A shop has a <code>color</code>.

```html
<p>not a part</p>
## Tests
```

</section>

## Instructions
<section id='instructions'>
Make the <strong>shop</strong> green.
</section>

## Tests
<section id='tests'>

```yml
tests:
  - text: The <code>p</code> should be green.
    testString: assert($("p").css("color") === "rgb(0, 128, 0)");
  - text: It says open.
    testString: 'assert($("p").text().match(/open/i));'

```

</section>

## Challenge Seed
<section id='challengeSeed'>

<div id='html-seed'>

```html
<p>Closed</p>
```

</div>

</section>

## Solution
<section id='solution'>

```html
<style>p { color: green; }</style>
<p>Open</p>
```

</section>
"""

FREECODECAMP: Mapping[str, str] = {
    "bakery/step-3.md": NEW_PAGE,
    "bakery/count-loaves.md": NEW_SCRIPT,
    "bakery/paint-the-shop.english.md": OLD_PAGE,
    "bakery/README.md": "# A file of another kind\n",
    "bakery/quiz.md": (
        "---\nid: aaaaaaaaaaaaaaaaaaaaaaab\ntitle: Quiz\nchallengeType: 8\n---\n\n# --questions--\n\nWhat?\n"
    ),
}


def question(kind: str, name: str, answer: str, cases: str, more: str = "") -> str:
    return (
        f'<question type="coderunner"><name><text>{name}</text></name>'
        f'<questiontext format="html"><text><![CDATA[<p>Do <b>{name}</b>.</p><pre>a  b</pre>]]></text></questiontext>'
        f"<coderunnertype>{kind}</coderunnertype><prototypetype>0</prototypetype>"
        f"<answerpreload></answerpreload><answer><![CDATA[{answer}]]></answer>{more}"
        f"<testcases>{cases}</testcases></question>"
    )


def case(code: str = "", expected: str = "", stdin: str = "", extra: str = "") -> str:
    return (
        '<testcase testtype="0" useasexample="1"><testcode><text><![CDATA[' + code + "]]></text></testcode>"
        f"<stdin><text>{stdin}</text></stdin><expected><text><![CDATA[{expected}]]></text></expected>"
        f"<extra><text>{extra}</text></extra><display><text>SHOW</text></display></testcase>"
    )


def quiz(*questions: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{"".join(questions)}\n</quiz>'.encode()


DATABASE = b"CREATE TABLE bread (name TEXT, price INTEGER); INSERT INTO bread VALUES ('wheat', 3);"

CODERUNNER = quiz(
    '<question type="category"><category><text>$course$/Bakery</text></category></question>',
    question("python3", "Loaves", "def loaves(n):\n    return n * 2\n", case("print(loaves(2))", "4\n")),
    question("python3", "Echo", "print(input().upper())\n", case("", "RYE", stdin="rye")),
    question("nodejs", "Sum", "function sum(a, b) { return a + b; }", case("console.log(sum(2, 3));", "5")),
    question("php", "Cut", "<?php\nfunction cut($n) { return $n * 8; }\n", case("echo cut(2);\n", "16")),
    question(
        "sql",
        "Cheap",
        "SELECT name, price FROM bread ORDER BY price",
        case(
            "", "name   price\n-----  -----\nrye    2\nwheat  3", extra="INSERT INTO bread VALUES ('rye', 2);"
        ),
        "",
    ).replace(
        "</testcases>",
        '<file name="database.sql" path="/" encoding="base64">'
        f"{b64encode(DATABASE).decode()}</file></testcases>",
    ),
    question("c_function", "In C", "int x;", case("x", "1")),
    question(
        "python3",
        "Lots",
        "x",
        case("print(1)", "1"),
        "<template>{% for T in TESTCASES %}{% endfor %}</template>",
    ),
    '<question type="multichoice"><name><text>Choose</text></name></question>',
)
