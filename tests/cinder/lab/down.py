"""Ends the processes of a lab: down.py [--keep] DIRECTORY. Without --keep the directory goes too."""
import shutil
import sys

import processes
from directory import Directory


def down(lab, keep=False):
    if not lab.exists():
        return
    with lab.locked():
        for name in ('guard', *processes.SERVICES):
            processes.end(lab, name)
        if not keep:
            shutil.rmtree(lab.path)


if __name__ == '__main__':
    names = [argument for argument in sys.argv[1:] if argument != '--keep']
    if len(names) != 1:
        raise SystemExit(__doc__)
    down(Directory(names[0]), '--keep' in sys.argv)
