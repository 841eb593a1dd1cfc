"""`shapeproof completion bash|zsh|fish`: the script with which a shell completes these commands.

Each script hands the words that were typed to the program itself, which answers as
`shapeproof.completion` says, and lets the shell find files that may be anything.
"""

from __future__ import annotations

import argparse
import sys

from shapeproof.cli import Parser
from shapeproof.language import Translate

BASH = """\
_shapeproof() {
    local kind= line
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ -z $kind ]]; then
            kind=$line
        else
            COMPREPLY+=("${line%%$'\\t'*}")
        fi
    done < <(_SHAPEPROOF_COMPLETE=bash _SHAPEPROOF_BREAKS=$COMP_WORDBREAKS \\
        COMP_LINE=${COMP_LINE:0:COMP_POINT} "${1/#\\~/$HOME}" 2>/dev/null </dev/null)
    case $kind in
        files) compopt -o default ;;
        models) compopt -o filenames ;;
        *) [[ ${COMPREPLY-} != *[=:] ]] || compopt -o nospace ;;
    esac 2>/dev/null
    return 0
}
complete -F _shapeproof shapeproof
"""

ZSH = """\
#compdef shapeproof
_shapeproof() {
    local -a lines names starts
    local name line
    lines=("${(@f)$(_SHAPEPROOF_COMPLETE=zsh ${(Q)~words[1]} \\
        "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null </dev/null)}")
    case $lines[1] in
        files) _files; return ;;
        models) _files -g '*.(py|ipynb|txt|json|keras|h5|hdf5)'; return ;;
    esac
    for line in "${(@)lines[2,-1]}"; do
        name=${${line%%$'\\t'*}//:/\\\\:}
        [[ $line == *$'\\t'* ]] && name+=":${line#*$'\\t'}"
        if [[ ${line%%$'\\t'*} == *[=:] ]]; then starts+=("$name"); else names+=("$name"); fi
    done
    _describe -V '' names -- starts -S ''
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
if [[ $zsh_eval_context == *func ]]; then _shapeproof "$@"; else compdef _shapeproof shapeproof; fi
"""

FISH = """\
function __shapeproof_complete
    set -lx _SHAPEPROOF_COMPLETE fish
    set -l words (commandline -opc)
    set -l last (commandline -ct)
    set last (for open in '' \\' '"'
        string unescape -- $last$open; and break
    end)
    set -l lines ($words[1] $words[2..] "$last" 2>/dev/null </dev/null)
    if test "$lines[1]" = files
        __fish_complete_path "$last"
    else
        printf '%s\\n' $lines[2..]
    end
end
complete -c shapeproof -f -a '(__shapeproof_complete)'
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}


def options(command: Parser, tell: Translate) -> None:
    command.add_argument(
        "shell",
        choices=tuple(SCRIPTS),
        help=tell(
            'as in eval "$(shapeproof completion bash)"; of fish: '
            "shapeproof completion fish | source"
        ),
    )
    command.set_defaults(command=run)


def run(options: argparse.Namespace, tell: Translate) -> int:
    """Print the script."""
    sys.stdout.write(SCRIPTS[options.shell])
    return 0
