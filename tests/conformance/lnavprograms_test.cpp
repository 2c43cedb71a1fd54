// lnav on the program logs that have no table of rows: OpenAM, its annotated messages, and the level that it gives to each line
// (lnavlevels.tsv, made by: lnav -n -c ";SELECT log_line, log_level, log_format FROM all_logs" -c ":write-jsonlines-to -" FILE).

#include "app/base/text.h"
#include "importers/builtinimporters.h"
#include "tests/conformance/peerlines.h"
#include "tests/support/realdata.h"

#include <QDir>
#include <QTest>

#include <fstream>

using namespace faultline;
using namespace faultline::test;

namespace {

ImportOptions thisYear()
{
    ImportOptions options;
    options.year = 2026;    // what lnav took
    return options;
}

/// "2014-06-15 01:04:52.000"
std::string isoOf(std::string time)
{
    if (time.size() > 10)
        time[10] = 'T';
    return time + 'Z';
}

std::string trimmedText(const std::string& text)
{
    return std::string(trimmed(text));
}

/// A message of lnav's test suite: the line, what is its message, and the pairs that lnav finds in that.
struct AnnotatedMessage {
    std::string line;
    std::string message;
    OrderedJson pairs;
};

AnnotatedMessage annotatedMessage(std::string_view text)
{
    constexpr std::string_view messageMark = "msg         :";
    constexpr std::string_view formatMark = "\nformat      :";
    AnnotatedMessage message;
    message.line = trimmed(text.substr(0, text.find('\n')));
    if (const std::size_t begin = text.find(messageMark); begin != std::string_view::npos) {
        const std::string_view rest = text.substr(begin + messageMark.size());
        message.message = rest.substr(0, rest.find(formatMark));
    }
    if (const std::size_t begin = text.find("\n{"); begin != std::string_view::npos)
        message.pairs = OrderedJson::parse(text.substr(begin), nullptr, false);
    return message;
}

/// "1-3 info,4 error": level by line.
std::map<std::uint64_t, std::string> levelsOf(std::string_view runs)
{
    std::map<std::uint64_t, std::string> levels;
    for (const std::string_view run : split(runs, ',')) {
        const std::size_t blank = run.find(' ');
        const std::string_view lines = run.substr(0, blank);
        const std::size_t dash = lines.find('-');
        const auto first = parseInteger(lines.substr(0, dash)).value_or(0);
        const auto last = dash == std::string_view::npos ? first : parseInteger(lines.substr(dash + 1)).value_or(0);
        for (std::int64_t line = first; line <= last; ++line)
            levels[static_cast<std::uint64_t>(line)] = run.substr(blank + 1);
    }
    return levels;
}

/// Formats whose lines have no level: lnav says info, and error or warning where words of the line sound so.
const std::map<std::string_view, std::string_view> guessedLevels = {
    {"syslog_log", "no level stands in the line: lnav says info, or what words of the message sound like"},
    {"block_log", "no level stands in the line: lnav says info"},
    {"bro_http_log", "no level stands in the line: lnav says info, and error where the status is one"},
    {"tcsh_history", "no level stands in the line: lnav says info"},
};

std::vector<KnownDifference> levelDifferences()
{
    std::vector<KnownDifference> known = {
        {"logfile_haproxy.0", 14, "level", "a TLS handshake that failed is a warning here"},
        {"logfile_openam.0", 2, "level", "FINE of java.util.logging is debug here and trace for lnav"},
    };
    for (const auto& [format, reason] : guessedLevels)
        known.push_back({"", 0, format, reason});
    return known;
}

}    // namespace

class LnavProgramsTest : public QObject {
    Q_OBJECT

private slots:
    void fieldsOfOpenAmAreThoseOfLnav();
    void annotatedMessagesAreReadWhole();
    void levelsAreThoseOfLnav();

private:
    ImporterRegistry m_registry{builtinImporters()};
};

void LnavProgramsTest::fieldsOfOpenAmAreThoseOfLnav()
{
    const auto raw = realData("app-logs/lnav/logfile_openam.0");
    const auto rows = realData("peer-reports/lnav/lnav__logfile_openam.0.openam_log.jsonl");
    if (!raw || !rows)
        QSKIP("the files are not on this machine");
    const KeyTable keys = {{"contextid", field("trace_id")}, {"data", field("text")}, {"domain", pair("Domain")}, {"hostname", field("host")},
                           {"ipaddr", field("client_ip")}, {"loggedby", pair("LoggedBy")}, {"loginid", field("user")},
                           {"messageid", pair("MessageID")}, {"modulename", field("component")}, {"nameid", pair("NameID")}};
    PeerComparison comparison("lnav-openam", {{"openam", 1, "data", "lnav undoes the backslashes of a quoted cell, which is kept as written here"}});
    const ReadLines read = readLines(m_registry, *raw, "amAuthentication.access");
    QCOMPARE(read.format, std::string("openam"));
    for (const std::string_view row : split(*rows, '\n')) {
        const auto peer = OrderedJson::parse(row, nullptr, false);
        if (!peer.is_object())
            continue;
        const std::size_t at = peer.at("log_line").get<std::size_t>();
        QVERIFY(at < read.sink.logLines.size());
        const OrderedJson& ours = read.sink.logLines[at];
        comparison.instant("openam", at + 1, isoOf(textOf(peer, "log_time")), textOf(ours, "time"));
        for (const auto& [key, our] : keys) {
            const std::string value = trimmedText(textOf(peer, key.c_str()));
            comparison.field("openam", at + 1, key, value == "Not Available" ? std::string() : value, trimmedText(our(ours)));
        }
    }
    QVERIFY(comparison.finish().empty());
    QVERIFY(comparison.fields() > 0);
}

void LnavProgramsTest::annotatedMessagesAreReadWhole()
{
    const QDir folder(realDataFolder() + QStringLiteral("/app-logs/lnav-annotated-samples"));
    const QStringList names = folder.entryList({QStringLiteral("sample-*.txt")}, QDir::Files, QDir::Name);
    if (names.isEmpty())
        QSKIP("the files are not on this machine");
    const std::vector<KnownDifference> known = {
        {"057d6c66", 1, "msg", "the logger in front of the message is the component here"},
        {"9cf7fbb3", 1, "msg", "the layout of one program: what stands before the message stays in the text"},
    };
    PeerComparison comparison("lnav-annotated", known);
    for (const QString& name : names) {
        const std::string source = name.mid(7, 8).toStdString();
        const auto text = realData("app-logs/lnav-annotated-samples/" + name.toStdString());
        QVERIFY(text.has_value());
        const AnnotatedMessage message = annotatedMessage(*text);
        const ReadLines read = readLines(m_registry, message.line + '\n', "messages", thisYear());
        const OrderedJson ours = read.sink.logLines.empty() ? OrderedJson::object() : read.sink.logLines.front();
        comparison.field(source, 1, "msg", trimmedText(message.message), trimmedText(textOf(ours, "text")));
        for (const auto& [key, value] : message.pairs.items()) {
            if (key.rfind("col_", 0) == 0 || value.is_object() || value.is_array())
                continue;    // lnav's numbers for values without a name
            const std::string said = value.is_string() ? value.get<std::string>() : value.dump();
            const bool stands = (textOf(ours, "text") + ' ' + textOf(ours, "rest")).find(said) != std::string::npos;
            comparison.field(source, 1, key, said, stands ? said : textOf(ours, "text"));
        }
    }
    QVERIFY(comparison.finish().empty());
    QVERIFY(comparison.share() >= 0.98);
}

void LnavProgramsTest::levelsAreThoseOfLnav()
{
    std::ifstream table(FAULTLINE_SOURCE_DIR "/tests/conformance/lnavlevels.tsv");
    PeerComparison comparison("lnav-levels", levelDifferences());
    std::string row;
    std::getline(table, row);    // the headings
    while (std::getline(table, row)) {
        const auto cells = split(row, '\t');
        QCOMPARE(cells.size(), std::size_t{3});
        const std::string name(cells[0]);
        const auto raw = realData("app-logs/lnav/" + name);
        if (!raw)
            continue;
        const ReadLines read = readLines(m_registry, *raw, name, thisYear());
        const auto levels = levelsOf(cells[2]);
        for (const OrderedJson& ours : read.sink.logLines) {
            const auto line = ours.at("line").get<std::uint64_t>();
            const auto level = levels.find(line);
            if (level == levels.end() || severityNamed(level->second).empty())
                continue;    // lnav knows none
            const std::string severity = textOf(ours, "severity");
            const bool isGuess = severity.empty() && guessedLevels.count(cells[1]) != 0;
            comparison.field(name, line, isGuess ? cells[1] : std::string_view("level"), severityNamed(level->second), severity);
        }
    }
    if (comparison.fields() == 0)
        QSKIP("the files are not on this machine");
    QVERIFY(comparison.finish().empty());
    QVERIFY(comparison.share() >= 0.98);
}

QTEST_GUILESS_MAIN(LnavProgramsTest)
#include "lnavprograms_test.moc"
