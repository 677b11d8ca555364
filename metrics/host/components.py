"""How a component of ours gets into Streamlit's pages: from files, as the policy lets no script run inline.

Streamlit serves the files of a component only out of a folder that an installed package names in its
manifest; in the repository nothing is installed, so the manifest is handed over here.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

#: The first half of the name under which a component's files are served.
PACKAGE = "kandejian"


class ComponentManager(Protocol):
    """What is asked of Streamlit's own list of components."""

    def get_component_asset_root(self, name: str, /) -> Path | None:
        """The folder of a component's files, or None."""

    def register_from_manifest(self, manifest: Any, package_root: Path, /) -> None:  # noqa: ANN401
        """Enter the components of a package."""


def declared(
    manager: ComponentManager, manifest: Callable[..., Any], config: Callable[..., object], folder: Path
) -> str:
    """The name of a component whose files lie in a folder; it is entered when it is not known yet.

    Args:
        manager: Streamlit's list of components in this process (a test has one of its own).
        manifest: makes a package's manifest of name, version and components.
        config: makes a component's entry of name and asset_dir.
        folder: with its scripts and styles.
    """
    name = f"{PACKAGE}.{folder.name}"
    if manager.get_component_asset_root(name) is None:
        entry = config(name=folder.name, asset_dir=folder.name)
        manager.register_from_manifest(manifest(name=PACKAGE, version="1", components=[entry]), folder.parent)
    return name
