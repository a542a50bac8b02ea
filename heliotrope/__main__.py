"""Arguments after `python -m heliotrope` in, the command line's exit code out."""

from heliotrope.cli import main

if __name__ == "__main__":
    main()
