"""How a folder is laid out, and how much it may hold."""

MANIFEST = "exercise.toml"
STATEMENT = "statement.md"
STARTER, HIDDEN, SOLUTION, SOLUTIONS, MISTAKES = "starter", "hidden", "solution", "solutions", "mistakes"
PICTURES = "pictures"
IMAGES = "images"
JUDGES = "judges"

MAX_FILES = 30
MAX_FILE_BYTES = 64 * 1024
MAX_TOTAL_BYTES = 256 * 1024
MAX_CHECKS = 40
MAX_PICTURES = 10
MAX_IMAGES = 10
MAX_IMAGE_BYTES = 256 * 1024
MAX_SOLUTIONS = 10
MAX_TEXT = 20_000
MAX_LINE = 24_000
MAX_DEPTH = 20
