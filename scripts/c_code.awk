# SPDX-License-Identifier: GPL-2.0
# Takes the comments out of C code, line by line. For other scripts, in front of them: awk -f c_code.awk -f SCRIPT FILE...
# What is left of each line is in @line; a line that is all comment is not handed on.

FNR == 1 {
	comment = 0
}

{
	line = $0
	if (comment) {
		if (!sub(/^.*\*\//, "", line))
			next
		comment = 0
	}
	gsub(/\/\*([^*]|\*[^\/])*\*\//, "", line)
	sub(/^[ \t]*\/\/.*/, "", line)
	if (sub(/\/\*.*/, "", line))
		comment = 1
}
