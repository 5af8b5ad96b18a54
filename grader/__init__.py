"""From an apprentice's files to a verdict: observe inside the box, judge outside. See README.md."""
