# For ~/.zshrc: zsh asks make for its targets and variables, for it cannot follow an include whose name make computes.
zstyle ':completion::complete:*make:*:targets' call-command true
