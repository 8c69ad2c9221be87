# Sourced by stages: exports what the build's secrets hold, which every builder mounts as files: the index, and what the requirements
# read from the environment. A login that nobody gave is no empty one.
for secret in /run/secrets/*; do
	[ -s "$secret" ] || continue
	case ${secret##*/} in
	index) UV_DEFAULT_INDEX=$(cat "$secret") && export UV_DEFAULT_INDEX ;;
	*[!A-Z0-9_]*) ;;
	*) export "${secret##*/}=$(cat "$secret")" ;;
	esac
done
