"""`python -m icpctl` and the console script. Nothing heavy is imported before it is needed."""

import sys


def main() -> None:
    """Run icpctl with the arguments of this process; ends by SystemExit with the codes of the manual."""
    if sys.argv[1:] == ["--version"]:
        from icpctl import __version__

        sys.stdout.write(f"icpctl {__version__}\n")
        return
    import gc

    # A command leaves few cycles behind; looking for them among rules and modules took a twentieth of a check.
    gc.set_threshold(100_000, 20, 100)
    from icpctl.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
