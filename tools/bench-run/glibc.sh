# usage: glibc.sh DIRECTORY PREFIX VERSION
# Builds CPython VERSION for this machine's glibc from Debian's source package, as the stand-in base image was built: -O3, without
# profiles and link-time optimisation. Needs Debian, root and its compilers; the newest suite that has VERSION is asked.
set -eu
directory=$1/source prefix=$2 version=$3
minor=${version%.*}
mkdir -p "$directory/lists/partial"
cd "$directory"
apt-get install --quiet --yes --no-install-recommends build-essential zlib1g-dev libssl-dev libffi-dev libbz2-dev liblzma-dev libsqlite3-dev >install.log
own=$(. /etc/os-release && echo "$VERSION_CODENAME")
for suite in trixie forky sid; do
	sed "s/^Types:.*/Types: deb-src/; s/\b$own\b/$suite/g" /etc/apt/sources.list.d/debian.sources >debian.sources
	set -- -o Dir::Etc::sourcelist="$PWD/debian.sources" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$PWD/lists" \
		-o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root
	apt-get -qq "$@" update && apt-get -qq "$@" source --download-only --tar-only "python$minor" && break
done
tar -xf "python${minor}_$version"*.orig.tar.*
cd "Python-$version"
./configure CFLAGS= --prefix="$prefix" >configure.log 2>&1
make -j"$(nproc)" >make.log 2>&1
make install >install.log 2>&1
