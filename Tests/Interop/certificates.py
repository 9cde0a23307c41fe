"""Certificates for one run of the tests, made by the `openssl` command."""

import subprocess
from dataclasses import dataclass
from pathlib import Path


def openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


@dataclass(frozen=True)
class Identity:
    """A certificate and its key, as paths of PEM files."""

    certificate: Path
    key: Path

    def flags(self, group: str) -> list[str]:
        """Flags of the program: this is `grpc`'s (the server's) or `connect`'s (a client's)."""
        return [f"--{group}-tls-certificate", str(self.certificate), f"--{group}-tls-key", str(self.key)]


class Authority:
    """Vouches for others."""

    def __init__(self, folder: Path, name: str):
        self._folder = folder
        self.certificate = folder / f"{name}.pem"
        self._key = folder / f"{name}.key"
        self._new(self._key, self.certificate, name, "-x509", "-days", "2")

    @staticmethod
    def _new(key: Path, out: Path, name: str, *more: str) -> None:
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        openssl("req", *curve, "-keyout", str(key), "-out", str(out), "-subj", f"/CN={name}", *more)

    def identity(self, name: str, *alternatives: str) -> Identity:
        """Somebody this authority vouches for; `alternatives` are further names, such as `IP:127.0.0.1`."""
        paths = {ending: self._folder / f"{name}.{ending}" for ending in ("pem", "key", "request", "extensions")}
        self._new(paths["key"], paths["request"], name)
        paths["extensions"].write_text("subjectAltName=" + ",".join([f"DNS:{name}", *alternatives]))
        openssl(
            "x509", "-req", "-days", "2", "-in", str(paths["request"]), "-out", str(paths["pem"]),
            "-CA", str(self.certificate), "-CAkey", str(self._key), "-CAcreateserial",
            "-extfile", str(paths["extensions"]),
        )  # fmt: skip
        return Identity(paths["pem"], paths["key"])
