# SPDX-License-Identifier: GPL-3.0-or-later
#
# completion.zsh SCRIPT OFFERS LINE: writes to OFFERS what an interactive zsh offers for the line, each behind OFFER: in a line.
zmodload zsh/zpty
zpty shell zsh -f -i
tell() { zpty -w shell "$1" }
tell 'PROMPT=; unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -u -D'
tell "source ${1:A}; OFFERS=${2:A}"
tell 'compadd() {
	[[ ${@[1,(i)(-|--)]} == *-[OAD]\ * ]] && { builtin compadd "$@"; return $? }
	local -a words
	builtin compadd -A words "$@"
	(( $#words )) && print -rl -- OFFER:${^words} >>$OFFERS
	builtin compadd "$@"
}'
tell 'bindkey "^I" complete-word; LISTMAX=10000; print READY >>$OFFERS'
# wait_for PATTERN ROUNDS: until OFFERS has it
wait_for() {
	repeat $2; do
		[[ -f $OFFERS ]] && grep -q $1 $OFFERS && return
		sleep 0.05
		zpty -r -t shell ignored
	done
}
OFFERS=${2:A}
wait_for READY 200
zpty -w -n shell "$3"$'\t'
wait_for OFFER 30
sleep 0.2
zpty -d shell
