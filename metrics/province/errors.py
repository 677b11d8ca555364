"""What cannot be done with packages and provinces, as a sentence for whoever tried."""


class ProvinceError(Exception):
    """What is wrong and what to do, in Chinese."""


class RefusedError(ProvinceError):
    """Why a package is not taken; nothing of it was kept."""
