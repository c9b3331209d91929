# SPDX-License-Identifier: GPL-2.0
# Adds up what a test run printed: KTAP, flat or as selftests/run_tests nests it. Used by scripts/check.
#
#   awk -f tally.awk -v status=N -v name=NAME [-v after=1] LOG
#
# after=1: comments on a failure follow it (cmocka), else they are above it (KTAP).
#
# Prints what failed and what was skipped, then `PASSED FAILED SKIPPED` alone on the last line. A run has one failure
# more if its exit status is not that of what it printed, if it did not run what it planned, if it ended early, if it
# ran nothing, or if a skip gives no reason: nothing is green that did not run.

function failure(what) {
	failed++
	print "FAILED " name ": " what
}

# What is to be shown of cases waits for the name of their program, which comes after them.
function flush(program,    i) {
	for (i = 1; i <= nr_shown; i++)
		print shown[i, "word"] " " name program ": " shown[i, "line"]
	nr_shown = 0
}

# Notes a result line that is not a plain success, with the comments above it. Gives back 1 if it is a failure.
function note(line,    bad, reason) {
	bad = line ~ /^not ok/
	if (bad || is_skip(line)) {
		shown[++nr_shown, "word"] = bad ? "FAILED" : "SKIPPED"
		shown[nr_shown, "line"] = line (bad ? why() : "")
	}
	reason = line
	if (!bad && sub(/.*# *[Ss][Kk][Ii][Pp][: ]*/, "", reason) && reason == "")
		failure("no reason for the skip: " line)
	nr_comments = 0
	showing = bad
	return bad
}

function is_skip(line) {
	return toupper(line) ~ /# *SKIP/
}

function add(line) {
	if (line ~ /^not ok/)
		seen_failed++
	else if (is_skip(line))
		seen_skipped++
	else
		seen_passed++
}

# cmocka calls what it skips "not ok".
after && /^not ok [0-9]+ # SKIP/ { sub(/^not /, "") }

after && /^ *#/ {
	if (showing)
		print "    " $0
	next
}

# The last comments are those next to the result.
function why(    i, text) {
	for (i = nr_comments > 30 ? nr_comments - 29 : 1; i <= nr_comments; i++)
		text = text "\n    " comment[i]
	if (nr_comments > 30)
		text = "\n    (" nr_comments - 30 " lines more in the log)" text
	return text
}

/^ *#/ && !/^# totals:/ { comment[++nr_comments] = $0 }

# A case of a program.
/^  (not )?ok / {
	sub(/^ +/, "")
	add($0)
	below++
	below_failed += note($0)
	next
}

# A program, whose cases have been counted, or a case that stands for itself.
/^(not )?ok / {
	showing = 0
	results++
	if (!below)
		add($0)
	if (!below || (/^not ok/ && !below_failed))
		note($0)
	program = ""
	if (below) {
		program = $0
		sub(/^(not )?ok [0-9]+/, "", program)
		sub(/ *#.*/, "", program)
	}
	flush(program)
	nested += below
	below = below_failed = 0
	nr_comments = 0
	next
}

/^1\.\.[0-9]+/ { plans++; planned += substr($0, 4) + 0 }

/^# totals: [0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ {
	totals++
	passed += $3
	failed += $5
	skipped += $7
}

END {
	flush("")
	if (!totals) {
		passed += seen_passed
		failed += seen_failed
		skipped += seen_skipped
	}
	if (below || (nested && !totals))
		failure("ended before its totals")
	if (!plans)
		failure("printed no plan")
	else if (planned != results)
		failure("planned " planned " results, gave " results + 0)
	if (!passed && !failed)
		failure(skipped ? "all was skipped: nothing was tested" : "ran nothing")
	if (status && !failed)
		failure("exit status " status)
	if (!status && failed)
		print "FAILED " name ": exit status 0 in spite of this"
	print passed + 0, failed + 0, skipped + 0
}
