"""What is said of a folder or of files that cannot be taken."""


class ManifestError(ValueError):
    """The folder is not an exercise; the French text names the file and the remedy."""


class RefusedFiles(ValueError):
    """An apprentice's files cannot be accepted; the French text can be shown as it is."""
