# SPDX-License-Identifier: GPL-2.0
# Checks who includes whom in the tool. Used by scripts/lint: awk -f layers.awk FILE...
#
# Folders stand on each other in the order below; a question knows no other question, but for path, whose paths others
# show as well. Who includes a header of another
# folder takes that folder's door, FOLDER/FOLDER.h, and only of a folder further down. Headers include each other in no
# circle. What BPF shares with the tool is declared in bpf/, which includes nothing of the tool.

BEGIN {
	split("lib arch kernel trigger path", below, " ")
	for (i in below)
		rank[below[i]] = i + 0
	main = 9
	for (i = 1; i < ARGC; i++)
		if (split(ARGV[i], parts, "/") > 2 && parts[1] == "userspace")
			folders[parts[2]] = 1
}

# The folder of a file in userspace/, "" of one that is in none; a port's is arch.
function folder(path) {
	sub(/^userspace\//, "", path)
	return path ~ /\// ? substr(path, 1, index(path, "/") - 1) : ""
}

function rank_of(room) {
	return room == "" ? main : room in rank ? rank[room] : main - 1
}

function complain(what) {
	print FILENAME ":" FNR ": " what
	bad = 1
}

# An include with a folder in it: the door of one that is further down.
function check_door(header,    from, to) {
	from = folder(FILENAME)
	to = folder(header)
	if (from == "arch" && to == "arch")
		return
	if (header != to "/" to ".h")
		complain(header " is no door: include " to "/" to ".h")
	else if (from == to)
		complain("its own folder's door, and not what it needs of it")
	else if (rank_of(to) > rank_of(from) || (rank_of(to) == rank_of(from) && from != to))
		complain((from == "" ? "main" : from) " must not know " to)
}

# The path of an include in quotes, or of one in brackets that begins with a folder of the tool: the compiler finds either.
function included(text) {
	if (!sub(/^#[ \t]*include[ \t]*/, "", text))
		return ""
	if (text ~ /^</ && !(substr(text, 2, index(text, "/") - 2) in folders))
		return ""
	return substr(text, 2, match(substr(text, 2), /[">]/) - 1)
}

FILENAME ~ /^bpf\// && (header = included($0)) ~ /\// && header != "arch/arch.bpf.h" {
	complain("BPF includes nothing of the tool")
}

FILENAME ~ /^userspace\// && (header = included($0)) != "" {
	if (header ~ /\.\./)
		complain("no way through the folders: " header)
	else if (header ~ /\//)
		check_door(header)
	if (FILENAME ~ /\.h$/) {
		from = FILENAME
		sub(/^userspace\//, "", from)
		at = from
		sub(/[^\/]*$/, "", at)
		edges[from] = edges[from] " " (header ~ /\// ? header : at header)
	}
}

# Follows the includes of a header; what is met again on the way is a circle.
function follow(header, way,    n, next_ones, i) {
	if (index(way " ", " " header " ")) {
		print "userspace/" header ": includes itself by" way
		bad = 1
		return
	}
	if (header in done)
		return
	n = split(edges[header], next_ones, " ")
	for (i = 1; i <= n; i++)
		follow(next_ones[i], way " " header)
	done[header] = 1
}

END {
	for (header in edges)
		follow(header, "")
	exit bad
}
