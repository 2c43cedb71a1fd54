# bash completion for faultline and faultline-cli
_faultline_cli()
{
    local commands="import detect formats info issues check case source breakdown suspects rank onset changes moments components clocks rate lines series values events timeline hypotheses templates sql"
    local word=${COMP_WORDS[COMP_CWORD]}
    if ((COMP_CWORD == 1)); then
        COMPREPLY=($(compgen -W "$commands --help --version" -- "$word"))
    elif [[ $word == -* ]]; then
        local options
        options=$(faultline-cli "${COMP_WORDS[1]}" --help 2>/dev/null | grep -oE -- '--[a-z][a-z-]*')
        COMPREPLY=($(compgen -W "$options" -- "$word"))
    else
        COMPREPLY=()
    fi
}
complete -o default -o bashdefault -F _faultline_cli faultline-cli
complete -o default -o bashdefault -W "--profile --no-session --reset-layout --help --version" faultline
