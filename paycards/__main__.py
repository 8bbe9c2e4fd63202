"""`python -m paycards`: the same as the command `paycards`."""

from paycards.cli import main

if __name__ == "__main__":
    main(prog_name="paycards")
