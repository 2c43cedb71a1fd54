#include "importers/operations/pgbouncer.h"

#include "app/base/characterset.h"
#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "app/import/timestampscanner.h"
#include "importers/operations/mongodbslowquery.h"
#include "importers/operations/postgresqlmessage.h"
#include "importers/operations/textparts.h"

#include <array>

namespace faultline {

namespace {

constexpr FormatInfo formatInfo{.id = "pgbouncer",
                                .title = "PgBouncer log",
                                .records = "logline, series, event",
                                .framing = Framing::Lines,
                                .anchor = Anchor::End,
                                .zone = "zone word in the line (1.15 and later), else the source's zone",
                                .specification = "PgBouncer documentation, Log stats; src/stats.c"};

struct BouncerLine {
    WrittenTime time;
    std::string_view pid, level, text;
};

Severity severityOf(std::string_view level)
{
    return level == "NOISE" ? Severity::Trace : postgresSeverity(level);
}

/// "2018-09-12 16:08:54.775 3394 LOG text" and, since 1.15, "2021-08-19 11:29:09.123 UTC [1234] LOG text".
std::optional<BouncerLine> parseLine(std::string_view text)
{
    if (text.empty() || text.front() < '0' || text.front() > '9')
        return std::nullopt;
    BouncerLine line;
    auto time = scanPostgresTime(text);
    if (!time)
        time = scanIsoTime(text);
    if (!time || !time->hasSeconds || !takeLiteral(text, " "))
        return std::nullopt;
    line.time = *time;
    const bool isBracketed = takeLiteral(text, "[");
    line.pid = takeDigits(text);
    if (line.pid.empty() || (isBracketed && !takeLiteral(text, "]")) || !takeLiteral(text, " "))
        return std::nullopt;
    line.level = takeWord(text);
    if (severityOf(line.level) == Severity::Unknown || !takeLiteral(text, " "))
        return std::nullopt;
    line.text = text;
    return line;
}

/// A number of a stats line: what stands in front of it or behind it names it.
struct Statistic {
    std::string_view before, after, series, unit;
    SeriesKind kind;
};
constexpr CharacterSet numberCharacters("0123456789.");

constexpr std::array<Statistic, 9> statistics{{{"", "xacts/s", "pgbouncer.transactions", "1/s", SeriesKind::Rate},
                                               {"", "queries/s", "pgbouncer.queries", "1/s", SeriesKind::Rate},
                                               {"", "req/s", "pgbouncer.queries", "1/s", SeriesKind::Rate},    // to 1.7
                                               {"in", "B/s", "pgbouncer.received", "By/s", SeriesKind::Rate},
                                               {"out", "B/s", "pgbouncer.sent", "By/s", SeriesKind::Rate},
                                               {"xact", "us", "pgbouncer.transaction_time", "us", SeriesKind::Gauge},
                                               {"query", "us", "pgbouncer.query_time", "us", SeriesKind::Gauge},
                                               {"wait time", "us", "pgbouncer.wait_time", "us", SeriesKind::Gauge},
                                               {"wait", "us", "pgbouncer.wait_time", "us", SeriesKind::Gauge}}};

class PgBouncerReader final : public RecordReader {
public:
    explicit PgBouncerReader(const ReaderContext& context) : m_times(context.time) { }

    void line(std::string_view text, RecordSink& sink) override;
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    bool putStatistics(std::string_view text, const RecordTime& time, RecordSink& sink);
    /// "C-0x562376c014e0: shop/app@192.0.2.7:43866 login attempt: ..."
    void takePeer(std::string_view text, LogLine& record);

    TimeResolver m_times;
    std::string m_rest;
};

bool PgBouncerReader::putStatistics(std::string_view text, const RecordTime& time, RecordSink& sink)
{
    bool isAny = false;
    while (!text.empty()) {
        std::string_view item = trimmed(takeUntil(text, ","));
        const std::size_t digit = decimalDigits.firstIn(item);
        if (digit == std::string_view::npos)
            continue;
        const std::string_view before = trimmed(item.substr(0, digit));
        item.remove_prefix(digit);
        const auto value = parseDouble(takeCharacters(item, numberCharacters));
        for (const Statistic& statistic : statistics) {
            if (!value || statistic.before != before || !equalsIgnoringCase(statistic.after, trimmed(item)))
                continue;
            sink.sample(sink.series(statistic.series, {}, statistic.unit, statistic.kind), time, *value);
            isAny = true;
            break;
        }
    }
    return isAny;
}

void PgBouncerReader::takePeer(std::string_view text, LogLine& record)
{
    const bool isClient = text.starts_with("C-");
    if (!isClient && !text.starts_with("S-"))
        return;
    takeUntil(text, ": ");
    const std::string_view peer = takeWord(text);
    const std::size_t slash = peer.find('/');
    const std::size_t at = peer.rfind('@');
    if (slash == std::string_view::npos || at == std::string_view::npos || at < slash)
        return;
    record.component = isClient ? "client" : "server";
    const std::string_view user = peer.substr(slash + 1, at - slash - 1);
    const std::string_view database = peer.substr(0, slash);
    const std::string_view address = peer.substr(at + 1);
    if (user != "(nouser)")
        record.user = absentWhenEmpty(user);
    record.clientIp = absentWhenEmpty(hostOfAddress(address));
    m_rest.clear();
    if (database != "(nodb)")
        appendPair(m_rest, "database", database);
    record.rest = absentWhenEmpty(m_rest);
}

void PgBouncerReader::line(std::string_view text, RecordSink& sink)
{
    if (trimmed(text).empty())
        return sink.skip();
    const auto line = parseLine(text);
    if (!line)
        return sink.reject("no-prefix", "The line does not begin with a time, a process id and a level of PgBouncer");
    const auto time = m_times.resolve(line->time);
    if (!time)
        return sink.reject("bad-time", "The time in front of the line does not exist");
    std::string_view numbers = line->text;
    if ((takeLiteral(numbers, "stats: ") || takeLiteral(numbers, "Stats: ")) && putStatistics(numbers, *time, sink))
        return;
    const bool isRestart = line->text.starts_with("process up: ") || line->text.starts_with("got SIGTERM")
        || line->text.starts_with("got SIGINT") || line->text.starts_with("SHUTDOWN command issued");
    const bool isConfig = line->text.starts_with("got SIGHUP") || line->text.starts_with("RELOAD command issued");
    if (isRestart || isConfig) {
        Event event;
        event.kind = isRestart ? "restart" : "config";
        event.start = *time;
        event.title = std::string(line->text);
        return sink.event(std::move(event));
    }
    LogLine record;
    record.time = *time;
    record.text = line->text;
    record.process = line->pid;
    record.severity = severityOf(line->level);
    takePeer(line->text, record);
    sink.logLine(record);
}

}    // namespace

const FormatInfo& PgBouncerImporter::info() const
{
    return formatInfo;
}

Detection PgBouncerImporter::detect(const SourceHead& head) const
{
    bool isSurely = false;
    const LineCensus census = censusOf(head, [&isSurely](std::string_view text) {
        const auto line = parseLine(text);
        if (!line)
            return false;
        isSurely = isSurely || line->text.starts_with("C-") || line->text.starts_with("S-") || containsText(line->text, "pgbouncer")
            || line->text.starts_with("stats: ") || line->text.starts_with("Stats: ");
        return true;
    });
    Detection detection = census.detection("PgBouncer log lines (time, process id, level)", isSurely ? 96 : 50);
    if (census.mine > 0)
        settleAnchor(detection, Anchor::End, Basis::Specification, "PgBouncer writes averages at the end of their period");
    return detection;
}

std::unique_ptr<RecordReader> PgBouncerImporter::open(const ReaderContext& context) const
{
    return std::make_unique<PgBouncerReader>(context);
}

}    // namespace faultline
