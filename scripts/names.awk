# SPDX-License-Identifier: GPL-2.0
# Checks that a name hop_* means one thing in the whole tree. Used by scripts/lint: awk -f c_code.awk -f names.awk FILE...
#
# A hit is a name that is two kinds of thing (a struct's tag and a function, say), wherever and however private they
# are; a type of two definitions; and a function that is defined in two files, one of which offers it to others. What
# several architectures define for one declaration, each in its folder, is one thing. It reads what begins in a line's
# first column, as the layout of the tree has it.

# What is said of a folder of one architecture is said of all, whatever its files are called. host/none
# is one of the tool, none of the module.
function place(path) {
	if (path == "selftests/host/none/uapi.h")
		return "module/uapi/arch/ARCH/h"
	if (path ~ /^selftests\/host\/none\//)
		return "userspace/arch/ARCH"
	if (path ~ /^selftests\/none\//)
		return "module/arch/ARCH"
	if (path ~ /^module\/uapi\//)
		gsub(/(^|\/)(x86|arm64|riscv)(\/|\.)/, "/ARCH/", path)
	else
		sub(/(^|\/)(x86|arm64|riscv)\/.*/, "/ARCH", path)
	return path
}

function note(kind, name, local,    key) {
	if (!(name in kinds)) {
		kinds[name] = kind
		where[name] = FILENAME ":" FNR
	} else if (index(" " kinds[name] " ", " " kind " ") == 0) {
		kinds[name] = kinds[name] " " kind
		where[name] = where[name] " " FILENAME ":" FNR
	}
	if (kind == "variable" || kind == "macro" || declared)
		return
	key = name SUBSEP place(FILENAME)
	if (key in seen)
		return
	seen[key] = 1
	definitions[name]++
	sites[name] = sites[name] " " FILENAME ":" FNR
	if (!local)
		public[name] = 1
}

# The last word hop_* of @text.
function last_name(text) {
	if (!match(text, /.*[^A-Za-z0-9_]hop_[A-Za-z0-9_]+/))
		return ""
	text = substr(text, RSTART, RLENGTH)
	sub(/.*[^A-Za-z0-9_]/, "", text)
	return text
}

# One declaration or definition at the top level: all up to its body, initializer or end.
function take(text,    head, local) {
	local = text ~ /(^| )static /
	if (match(text, /^typedef .*\(\*hop_[a-z0-9_]+\)/)) {
		note("type", last_name(substr(text, 1, RLENGTH - 1)))
		return
	}
	if (text ~ /^(static |const )*(struct|enum|union) hop_[a-z0-9_]+ *\{/) {
		head = text
		sub(/ *\{.*/, "", head)
		note("type", last_name(" " head))
		return
	}
	# BPF_PROG() and the like have the function's name in them.
	if (match(text, /[ *](BPF_[A-Z_]+\()?hop_[a-z0-9_]+ *\(/) || match(text, /[ *](BPF_[A-Z_]+\()hop_[a-z0-9_]+ *,/)) {
		head = substr(text, 1, RSTART + RLENGTH - 1)
		if (head !~ /=/) {
			sub(/ *[(,]$/, "", head)
			sub(/BPF_[A-Z_]+\(/, " ", head)
			declared = text !~ /\{$/
			note("function", last_name(head), local)
			declared = 0
			return
		}
	}
	head = text
	sub(/ *(=|;|\{).*/, "", head)
	if (head ~ /\(/ || head ~ /^(struct|enum|union) hop_[a-z0-9_]+$/)
		return
	gsub(/\[[^]]*\]/, "", head)
	if (head ~ / \**hop_[a-z0-9_]+$/)
		note("variable", last_name(head))
}

# Assembly defines what C declares.
FILENAME ~ /\.S$/ {
	next
}

FNR == 1 {
	text = ""
}

{
	sub(/[ \t]+$/, "", line)
}

line ~ /^#[ \t]*define[ \t]+hop_/ {
	name = line
	sub(/^#[ \t]*define[ \t]+/, "", name)
	sub(/[^A-Za-z0-9_].*/, "", name)
	note("macro", name)
}

line ~ /^#/ || line == "" {
	next
}

# The end of a type, with a variable of it.
text == "" && line ~ /^\}.*hop_/ {
	take("struct" substr(line, 2))
	next
}

text == "" && line !~ /^[A-Za-z_]/ {
	next
}

{
	sub(/^[ \t]+/, "", line)
	text = text == "" ? line : text " " line
}

line ~ /[;{=:]$/ || line == "}" || text ~ /= *\{/ {
	if (text ~ /hop_/)
		take(text)
	text = ""
}

END {
	for (name in kinds) {
		if (split(kinds[name], parts, " ") > 1) {
			print name ": is " kinds[name] ":" " " where[name]
			bad = 1
		} else if (definitions[name] > 1 && public[name]) {
			print name ": defined in several places:" sites[name]
			bad = 1
		}
	}
	exit bad
}
