"""The scripts that make a shell ask gridlog what may stand at the cursor.

Each calls gridlog with `_GRIDLOG_COMPLETE=complete_words` and the words up to the cursor, and gets an offer a line: the
word, a tab, its description. Pinyin is offered codes that do not begin with the typed letters, so each script tells its
shell to replace the typed word. Sources: bash(1) "Programmable Completion", zshcompsys(1), fish `complete`,
about_Register-ArgumentCompleter.
"""

BASH = r"""# gridlog completion for bash
_gridlog_complete() {
    local word value about glued='' matches=1
    local -a words=() values=() shown=()
    for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
        if [[ $word == '=' && ${#words[@]} -gt 0 ]]; then
            words[${#words[@]}-1]+='='; glued=1
        elif [[ -n $glued ]]; then
            words[${#words[@]}-1]+=$word; glued=''
        else
            words+=("$word")
        fi
    done
    local typed=${COMP_WORDS[COMP_CWORD]}
    [[ $typed == '=' ]] && typed=''
    while IFS=$'\t' read -r value about; do
        [[ $value == --*=* ]] && value=${value#*=}
        [[ $value == "$typed"* ]] || matches=0
        values+=("$value")
        shown+=("$value${about:+  $about}")
    done < <(_GRIDLOG_COMPLETE=complete_words "${COMP_WORDS[0]/#\~/$HOME}" "${words[@]}" 2>/dev/null)
    if (( ${#values[@]} < 2 )); then
        COMPREPLY=("${values[@]}")
    elif (( matches )); then
        COMPREPLY=("${shown[@]}")
    else  # bash puts in what all have in common; with the typed word among them it keeps the typed word
        COMPREPLY=("$typed" "${shown[@]}")
    fi
}
complete -o nosort -o default -F _gridlog_complete gridlog 2>/dev/null || complete -o default -F _gridlog_complete gridlog
"""

ZSH = r"""#compdef gridlog
# gridlog completion for zsh
_gridlog() {
    local value about typed="${(Q)PREFIX}" matches=1
    local -a values shown
    while IFS=$'\t' read -r value about; do
        [[ $value == "$typed"* ]] || matches=0
        values+=("$value")
        shown+=("$value${about:+  -- $about}")
    done < <(_GRIDLOG_COMPLETE=complete_words "${(Q)words[1]}" "${(@Q)words[2,CURRENT-1]}" "$typed" 2>/dev/null)
    if (( ! $#values )); then
        _files
        return
    fi
    (( matches || $#values == 1 )) || compstate[insert]=menu  # what they have in common would replace the typed word
    compadd -U -V gridlog -l -d shown -a values
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _gridlog "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _gridlog gridlog
fi
"""

FISH = r"""# gridlog completion for fish
function __gridlog_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l offers (_GRIDLOG_COMPLETE=complete_words $words "$typed" 2>/dev/null)
    if test (count $offers) -eq 0
        __fish_complete_path $typed
        return
    end
    for offer in $offers  # fish offers only what has the typed letters in it, in the word or in its description
        if string match -q -- "*$typed*" $offer
            echo $offer
        else
            echo "$offer ($typed)"
        end
    end
end
complete -c gridlog -f -k -a '(__gridlog_complete)'
"""

POWERSHELL = r"""# gridlog completion for PowerShell
Register-ArgumentCompleter -Native -CommandName gridlog, gridlog.exe -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
        ForEach-Object { $_.ToString().Trim("'", '"') })
    if ($wordToComplete -eq '') { $words += '' }
    $env:_GRIDLOG_COMPLETE = 'complete_words'
    $env:_GRIDLOG_WORDS = $words -join "`n"
    try {
        & $commandAst.CommandElements[0].ToString() 2>$null | ForEach-Object {
            $value, $about = $_ -split "`t", 2
            if (-not $about) { $about = $value }
            [System.Management.Automation.CompletionResult]::new($value, "$value  $about", 'ParameterValue', $about)
        }
    } finally {
        Remove-Item Env:_GRIDLOG_COMPLETE, Env:_GRIDLOG_WORDS
    }
}
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH, "powershell": POWERSHELL, "pwsh": POWERSHELL}
