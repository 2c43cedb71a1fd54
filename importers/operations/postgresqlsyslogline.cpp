#include "importers/operations/postgresqlsyslogline.h"

#include "app/base/characterset.h"
#include "app/base/text.h"
#include "app/import/textcursor.h"
#include "app/import/timestampscanner.h"
#include "importers/operations/textparts.h"

namespace faultline {

namespace {

void takePriority(std::string_view& text)
{
    std::string_view rest = text;
    if (takeLiteral(rest, "<") && !takeDigits(rest).empty() && takeLiteral(rest, ">"))
        text = rest;
}

bool takeTime(std::string_view& text, WrittenTime& time)
{
    std::string_view rest = text;
    auto written = isUpper(rest.empty() ? ' ' : rest.front()) ? scanSyslogTime(rest) : scanIsoTime(rest);
    if (!written || !written->hasSeconds || !takeLiteral(rest, " "))
        return false;
    time = *written;
    text = rest;
    return true;
}

/// "postgres[10808]: ", "app[postgres.22434]: ", "systemd[1]: ", "kernel: "
bool takeTag(std::string_view& text, PostgresSyslogLine& line)
{
    constexpr std::size_t longestTag = 100;
    std::string_view rest = text;
    static constexpr CharacterSet tagEnds(" :[");
    const std::size_t end = tagEnds.firstIn(rest);
    if (end == 0 || end == std::string_view::npos || end > longestTag || rest[end] == ' ')
        return false;
    line.program = rest.substr(0, end);
    rest.remove_prefix(end);
    line.pid = {};
    if (takeLiteral(rest, "[")) {
        const std::size_t close = rest.find(']');
        if (close == std::string_view::npos || close > longestTag)
            return false;
        line.pid = rest.substr(0, close);
        rest.remove_prefix(close + 1);
        if (line.pid.starts_with("postgres.")) {    // Heroku: app[postgres.22434]
            line.program = line.pid.substr(0, 8);
            line.pid.remove_prefix(9);
        } else if (line.pid == "heroku-postgres") {
            line.program = line.pid;
            line.pid = {};
        }
    }
    if (!takeLiteral(rest, ":"))
        return false;
    takeLiteral(rest, " ");
    text = rest;
    return true;
}

/// RFC 5424 behind its stamp: "host app pid mid [sd] ".
bool takeHeaderWords(std::string_view& text, PostgresSyslogLine& line)
{
    std::string_view rest = text;
    std::string_view messageId;
    for (std::string_view* const word : {&line.host, &line.program, &line.pid, &messageId}) {
        *word = takeWord(rest);
        if (word->empty() || !takeLiteral(rest, " "))
            return false;
        if (*word == "-")
            *word = {};
    }
    if (!takeLiteral(rest, "-")) {
        const std::size_t close = rest.find("] ");
        if (!rest.starts_with('[') || close == std::string_view::npos)
            return false;
        rest.remove_prefix(close + 1);
    }
    takeLiteral(rest, " ");
    takeLiteral(rest, "\xEF\xBB\xBF");
    // Heroku's drains: program "postgres.22434" or "app", process "postgres.22434".
    if (line.pid.starts_with("postgres.")) {
        line.program = line.pid.substr(0, 8);
        line.pid.remove_prefix(9);
    }
    text = rest;
    return true;
}

/// "[5-2] ", behind Heroku's "[DATABASE] ".
void takePiece(PostgresSyslogLine& line)
{
    std::string_view rest = line.text;
    if (rest.starts_with('[') && rest.size() > 1 && isUpper(rest[1])) {
        takeUntil(rest, "] ");
        if (!rest.starts_with('['))
            return;
    }
    if (!takeLiteral(rest, "[") || takeDigits(rest).empty() || !takeLiteral(rest, "-"))
        return;
    const auto piece = parseInteger(takeDigits(rest));
    constexpr std::int64_t mostPieces = 1'000'000;
    if (!piece || *piece < 1 || *piece > mostPieces || !takeLiteral(rest, "]"))
        return;
    takeLiteral(rest, " ");
    line.piece = static_cast<int>(*piece);
    line.text = rest;
}

}    // namespace

std::optional<PostgresSyslogLine> parsePostgresSyslogLine(std::string_view text)
{
    PostgresSyslogLine line;
    takePriority(text);
    std::string_view versioned = text;
    const bool isRfc5424 = takeLiteral(versioned, "1 ");
    if (isRfc5424) {
        if (!takeTime(versioned, line.time) || !takeHeaderWords(versioned, line))
            return std::nullopt;
        line.text = versioned;
    } else {
        if (!takeTime(text, line.time))
            return std::nullopt;
        if (!takeTag(text, line)) {    // the host stands in front
            line.host = takeWord(text);
            if (line.host.empty() || !takeLiteral(text, " ") || !takeTag(text, line))
                return std::nullopt;
        }
        line.text = text;
    }
    if (line.isPostgres())
        takePiece(line);
    return line;
}

}    // namespace faultline
