// Metric formats against what other tools make of the same files: the OpenMetrics parser suite (accept or refuse, exactly),
// Telegraf's parsers and Fluent Bit's OTLP decoder. Files of these folders that say nothing about metrics stand in `otherFiles`.

#include "app/base/text.h"
#include "app/import/importerregistry.h"
#include "importers/builtinimporters.h"
#include "tests/support/collectingsink.h"
#include "tests/support/realdata.h"

#include <QDir>
#include <QTest>

#include <cmath>
#include <cstdio>
#include <map>
#include <set>

using namespace faultline;
using namespace faultline::test;

namespace {

/// Not compared, and why.
struct Excluded {
    const char* path;
    const char* reason;
};
const std::vector<Excluded> otherFiles = {
    {"telegraf/inputs-syslog", "syslog messages: log lines, no metrics"},
    {"telegraf/inputs-logql/range_stream", "log lines of Loki, no metrics"},
    {"telegraf/azure-monitor", "an input without expected output"},
    {"telegraf/haproxy-stats", "an input without expected output, and without times: refused"},
    {"telegraf/*/expected_v1.out", "the facts of expected_v2.out in another layout"},
};

const ImporterRegistry& registry()
{
    static const ImporterRegistry importers{builtinImporters()};
    return importers;
}

CollectingSink readWith(const char* format, std::string_view text)
{
    CollectingSink sink;
    readInto(sink, *registry().find(format), text, "input.txt");
    return sink;
}

std::vector<std::string> lines(std::string_view text)
{
    std::vector<std::string> list;
    for (const std::string_view line : split(text, '\n')) {
        if (!trimmed(line).empty())
            list.emplace_back(line);
    }
    return list;
}

/// The time that is given to samples without one: their parse is compared, and an importer refuses them otherwise.
constexpr const char* added = "1700000000";

/// A document in which every sample has a time.
std::string withTimes(const std::string& text, bool inMilliseconds)
{
    std::string result;
    for (const std::string& line : lines(text)) {
        const std::size_t exemplar = line.find(" # {");
        std::string sample = line.substr(0, exemplar);
        const std::size_t labels = sample.rfind('}');
        const std::size_t words = split(sample.substr(labels == std::string::npos ? 0 : labels + 1), ' ').size();
        const bool hasTime = words > 2;    // name or "", value, time
        if (line.front() != '#' && !hasTime)
            sample += ' ' + std::string(added) + (inMilliseconds ? "000" : "");
        result += sample + (exemplar == std::string::npos ? "" : line.substr(exemplar)) + '\n';
    }
    return result;
}

/// Facts agreed on and facts compared.
struct Score {
    std::size_t right = 0, all = 0;
    std::string differences;

    void count(bool good, const std::string& what)
    {
        ++all;
        right += good ? 1U : 0U;
        if (!good)
            differences += "\n  " + what;
    }
    void print(const char* name) const
    {
        std::printf("conformance %s %zu/%zu %.1f %%\n", name, right, all, all == 0 ? 0.0 : 100.0 * static_cast<double>(right) / static_cast<double>(all));
    }
};

using SeriesList = std::vector<CollectingSink::Series>;

/// "openmetric,_type=counter,le=1 name=8i 123" as the tool wrote it, read by our importer of the line protocol.
void compareExpected(const SeriesList& expected, const SeriesList& ours, const std::string& where, Score& score)
{
    for (const CollectingSink::Series& wanted : expected) {
        std::string name = wanted.name.substr(wanted.name.find('.') + 1);
        Labels labels;
        std::string type, unit;
        for (const auto& [key, value] : wanted.labels) {
            if (key == "_type" || key == "unit")
                (key == "unit" ? unit : type) = value;
            else
                labels.emplace_back(key, value);
        }
        const auto fits = [&](const CollectingSink::Series& series) {
            if (series.name == name || series.name == name + "_total")
                return series.labels == labels;
            // A state set's state is part of the field there and a label here.
            Labels without;
            std::string state;
            for (const auto& [key, value] : series.labels) {
                if (key == series.name)
                    state = value;
                else
                    without.emplace_back(key, value);
            }
            std::replace(state.begin(), state.end(), ' ', '_');
            return !state.empty() && name == series.name + '_' + state && without == labels;
        };
        const auto found = std::find_if(ours.begin(), ours.end(), fits);
        score.count(found != ours.end(), where + ": no series " + name);
        if (found == ours.end())
            continue;
        const double value = wanted.samples.front().second;
        score.count(std::abs(found->samples.front().second - value) <= std::abs(value) * 1e-12, where + ": value of " + name);
        const bool isPlain = type == "gauge" || type == "untyped" || name.find("quantile") != std::string::npos;
        const bool kindFits = isPlain ? found->kind != SeriesKind::Counter || type == "untyped" : type == "counter" || type == "histogram" || type == "summary";
        score.count(kindFits, where + ": kind of " + name);
        if (nanosecondsOf(wanted.samples.front().first.utc) != 1700000000000000000)
            score.count(found->samples.front().first.utc == wanted.samples.front().first.utc, where + ": time of " + name);
    }
}

/// Every point of an expected output gets a time, as the inputs do.
SeriesList expectedSeries(const std::string& text)
{
    std::string timed;
    for (const std::string& line : lines(text)) {
        const std::size_t blank = line.rfind(' ');
        const bool hasTime = line.size() - blank - 1 == 19 && line.find('=', blank) == std::string::npos;
        timed += line + (hasTime ? "" : ' ' + std::string(added) + "000000000") + '\n';
    }
    return readWith("influx-line-protocol", timed).seriesList;
}

}    // namespace

class MetricsConformance : public QObject {
    Q_OBJECT

private slots:
    void theOpenMetricsSuiteIsAcceptedAndRefusedExactly();
    void telegrafsParsersGiveTheSameFields();
    void fluentBitsOtlpCasesGiveTheSameValues();
    void everyExclusionHasAReason();
};

void MetricsConformance::theOpenMetricsSuiteIsAcceptedAndRefusedExactly()
{
    const QDir root(realDataFolder() + QStringLiteral("/metrics/openmetrics-suite"));
    const QStringList cases = root.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    if (cases.isEmpty())
        QSKIP("the files are not on this machine");
    Score score;
    for (const QString& name : cases) {
        const std::string folder = "metrics/openmetrics-suite/" + name.toStdString();
        const std::string text = realData(folder + "/metrics").value_or("");
        const auto test = nlohmann::json::parse(realData(folder + "/test.json").value_or("{}"), nullptr, false);
        const CollectingSink sink = readWith("openmetrics", text);
        // A sample without a time and a time beyond this epoch are no faults of a document, only of no use in a case.
        std::string faults;
        for (const auto& rejected : sink.rejected) {
            if (rejected["code"] != "no-timestamp" && rejected["code"] != "time-out-of-range")
                faults += rejected["reason"].get<std::string>() + ". ";
        }
        for (const auto& issue : sink.issues)
            faults += issue["code"] == "openmetrics-rule" ? issue["text"].get<std::string>() + ". " : "";
        const bool shouldParse = test.value("shouldParse", false);
        score.count(faults.empty() == shouldParse, name.toStdString() + (shouldParse ? ": refused: " + faults : ": accepted"));
    }
    score.print("openmetrics-suite");
    QVERIFY2(score.right == score.all, score.differences.c_str());
}

void MetricsConformance::telegrafsParsersGiveTheSameFields()
{
    const QString root = realDataFolder() + QStringLiteral("/metrics/telegraf/");
    Score score;
    for (const char* parser : {"openmetrics", "prometheus"}) {
        const bool isText = std::string_view(parser) == "prometheus";
        const QString folder = QStringLiteral("parsers-") + QLatin1String(parser);
        const QStringList cases = QDir(root + folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        for (const QString& name : cases) {
            const std::string where = "metrics/telegraf/" + folder.toStdString() + '/' + name.toStdString();
            const std::string input = withTimes(realData(where + "/input.txt").value_or(""), isText);
            const CollectingSink ours = readWith(isText ? "prometheus-text" : "openmetrics", input);
            compareExpected(expectedSeries(realData(where + "/expected_v2.out").value_or("")), ours.seriesList, where, score);
        }
    }
    const auto answer = realData("metrics/telegraf/inputs-logql/instant_vector/response_query.json");
    if (answer) {
        const SeriesList ours = readWith("prometheus-query-range", *answer).seriesList;
        for (const auto& wanted : expectedSeries(*realData("metrics/telegraf/inputs-logql/instant_vector/expected.out"))) {
            const auto found = std::find_if(ours.begin(), ours.end(), [&](const auto& series) { return series.labels == wanted.labels; });
            score.count(found != ours.end(), "logql: a series is missing");
            if (found == ours.end())
                continue;
            score.count(std::abs(found->samples[0].second - wanted.samples[0].second) < 1e-12, "logql: a value");
            const auto apart = found->samples[0].first.utc - wanted.samples[0].first.utc;    // Telegraf rounds to seconds here
            score.count(apart < std::chrono::seconds(1) && apart > std::chrono::seconds(-1), "logql: a time");
        }
    }
    if (score.all == 0)
        QSKIP("the files are not on this machine");
    score.print("telegraf");
    QVERIFY2(score.right * 100 >= score.all * 98, score.differences.c_str());
    QVERIFY2(score.differences.empty(), score.differences.c_str());
}

namespace {

/// Data points without a time get one; the decoder takes them as 0.
void addTimes(nlohmann::json& value)
{
    if (value.is_object()) {
        for (const char* list : {"dataPoints", "data_points"}) {
            if (!value.contains(list) || !value[list].is_array())
                continue;
            for (auto& point : value[list]) {
                if (point.is_object() && !point.contains("timeUnixNano") && !point.contains("time_unix_nano"))
                    point["timeUnixNano"] = "1700000000000000000";
            }
        }
    }
    if (value.is_structured()) {
        for (auto& part : value)
            addTimes(part);
    }
}

bool isClose(double a, double b) { return std::abs(a - b) <= std::abs(b) * 1e-9; }

void compareMetric(const std::string& name, const nlohmann::json& wanted, const SeriesList& ours, Score& score)
{
    const std::string metric = wanted.value("name", "");
    const std::string where = name + ", " + metric;
    const auto valueOf = [&](const std::string& series) -> std::optional<double> {
        for (const auto& one : ours) {
            if (one.name == series)
                return one.samples.back().second;    // the decoder keeps the last
        }
        return std::nullopt;
    };
    for (const auto& [key, suffix] : std::vector<std::pair<std::string, std::string>>{{"value", ""}, {"count", "_count"}, {"sum", "_sum"}}) {
        if (!wanted.contains(key))
            continue;
        const auto value = valueOf(metric + suffix);
        score.count(value && isClose(*value, wanted[key].get<double>()), where + ": " + key);
    }
    const auto found = std::find_if(ours.begin(), ours.end(), [&](const auto& one) { return one.name == metric || one.name == metric + "_sum"; });
    if (wanted.contains("unit"))
        score.count(found != ours.end() && found->unit == wanted["unit"], where + ": unit");
    for (const auto& label : wanted.value("label_values", nlohmann::json::array())) {
        const bool has = found != ours.end() && std::any_of(found->labels.begin(), found->labels.end(), [&](const auto& one) { return one.second == label; });
        score.count(has, where + ": label");
    }
    if (wanted.contains("allow_reset") && wanted.value("aggregation_type", 0) == 2)
        score.count(found != ours.end() && (found->kind == SeriesKind::Counter) == !wanted["allow_reset"].get<bool>(), where + ": kind");
}

}    // namespace

void MetricsConformance::fluentBitsOtlpCasesGiveTheSameValues()
{
    const auto text = realData("metrics/fluent-bit-otlp/metrics.json");
    if (!text)
        QSKIP("the file is not on this machine");
    auto cases = nlohmann::json::parse(*text, nullptr, false);
    QVERIFY(cases.is_object());
    Score score;
    for (auto& [name, test] : cases.items()) {
        nlohmann::json input = test["input"];
        addTimes(input);
        const CollectingSink sink = readWith("otlp-metrics", input.dump());
        const nlohmann::json expected = test.value("expected", nlohmann::json());
        if (!expected.is_object()) {
            score.count(sink.seriesList.empty() && (!sink.rejected.empty() || !sink.issues.empty()), name + ": is not refused");
            continue;
        }
        bool holdsAny = false;
        for (const char* kind : {"gauge", "counter", "histogram", "exp_histogram", "summary"}) {
            if (expected.contains(kind))
                compareMetric(name, expected[kind], sink.seriesList, score);
            holdsAny = holdsAny || expected.contains(kind);
        }
        if (!holdsAny)
            score.count(sink.seriesList.empty() && !sink.rejected.empty(), name + ": bad points are not refused");
    }
    score.print("fluent-bit-otlp");
    QVERIFY2(score.right == score.all, score.differences.c_str());
}

void MetricsConformance::everyExclusionHasAReason()
{
    for (const Excluded& excluded : otherFiles)
        QVERIFY2(*excluded.path != '\0' && *excluded.reason != '\0', excluded.path);
}

QTEST_GUILESS_MAIN(MetricsConformance)
#include "metrics_conformance.moc"
