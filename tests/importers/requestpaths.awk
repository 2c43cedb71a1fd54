# path -> count of an access log, knowing nothing of the program: the request stands behind the time, between the first two
# quotes that no backslash precedes; the path is its second word up to "?".
{
    if (!match($0, / \[[0-9][0-9]\/[A-Z][a-z][a-z]\/[0-9][0-9][0-9][0-9]:[0-9:]* [-+][0-9]*\] "/)) next
    rest = substr($0, RSTART + RLENGTH)
    gsub(/\\"/, "\001", rest)
    end = index(rest, "\"")
    request = substr(rest, 1, end - 1)
    gsub(/\001/, "\\\"", request)
    if (request == "" || request == "-") path = ""
    else if (request ~ /^[A-Za-z_-]+ .* HTTP\/[0-9.]+$/) {
        path = request
        sub(/^[^ ]* /, "", path); sub(/ HTTP\/[0-9.]+$/, "", path)
        if (path ~ /^https?:\/\//) { sub(/^https?:\/\/[^\/?]*/, "", path); if (path == "" || path ~ /^\?/) path = "/" path }
        sub(/\?.*/, "", path)
    } else if (request ~ /^[A-Za-z_-]+ \//) { path = request; sub(/^[^ ]* /, "", path); sub(/\?.*/, "", path) }
    else path = request
    count[path]++
}
END { for (p in count) printf "%d %s\n", count[p], p }
