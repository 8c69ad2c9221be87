# Sourced by stages: exports the build's secrets, which every builder mounts as files: the index, and variables that the requirements use. A
# secret that nobody gave stays unset.
for secret in /run/secrets/*; do
	[ -s "$secret" ] || continue
	case ${secret##*/} in
	index) UV_DEFAULT_INDEX=$(cat "$secret") && export UV_DEFAULT_INDEX ;;
	*[!A-Z0-9_]*) ;;
	*) export "${secret##*/}=$(cat "$secret")" ;;
	esac
done
