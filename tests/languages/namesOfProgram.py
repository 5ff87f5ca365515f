# Usage: namesOfProgram.py SDK PROGRAM...
# Prints what programs use that the generated SDK does not have: classes, members of enumerations, arguments.
import ast
import pathlib
import sys


def parsed(file):
    return ast.parse(pathlib.Path(file).read_text(encoding="utf-8"))


def members(module):
    """Members of each class: enumerations and arguments of its constructors."""
    found = {}
    for file in pathlib.Path(module).glob("*.py"):
        for node in ast.walk(parsed(file)):
            if not isinstance(node, ast.ClassDef):
                continue
            names = found.setdefault(node.name, set())
            for inner in node.body:
                if isinstance(inner, ast.Assign):
                    names.update(target.id for target in inner.targets if isinstance(target, ast.Name))
                if isinstance(inner, ast.FunctionDef) and inner.name in ("__init__", "_internal_init"):
                    names.update(argument.arg for argument in inner.args.args + inner.args.kwonlyargs)
    return found


sdk = {folder.name: members(folder) for folder in pathlib.Path(sys.argv[1]).iterdir() if folder.is_dir()}


def class_of(node):
    """`zstack.VolumeSnapshot` as its module and its name."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in sdk:
        return node.value.id, node.attr
    return None


for program in sys.argv[2:]:
    for node in ast.walk(parsed(program)):
        used = class_of(node)
        if used is not None and used[1] not in sdk[used[0]]:
            print(f"{program}: {'.'.join(used)}")
        if isinstance(node, ast.Attribute) and (owner := class_of(node.value)) is not None:
            if node.attr not in sdk[owner[0]].get(owner[1], ()):
                print(f"{program}: {'.'.join(owner)}.{node.attr}")
        if isinstance(node, ast.Call) and (owner := class_of(node.func)) is not None:
            for keyword in node.keywords:
                if keyword.arg not in sdk[owner[0]].get(owner[1], ()):
                    print(f"{program}: {'.'.join(owner)}({keyword.arg}=)")
