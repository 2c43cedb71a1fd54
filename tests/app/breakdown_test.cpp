#include "app/query/breakdown.h"
#include "app/store/templateeditor.h"
#include "tests/support/querycase.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

using namespace faultline;
using namespace faultline::test;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t origin = 1'713'900'000 * second;

using Predicate = std::function<bool(const TestRecord&)>;

std::int64_t numberOf(const TestRecord& record, Field field)
{
    const auto found = record.numbers.find(field);
    return found == record.numbers.end() ? absent : found->second;
}

std::optional<std::string> textOf(const TestRecord& record, Field field)
{
    const auto found = record.texts.find(field);
    return found == record.texts.end() ? std::nullopt : std::optional(found->second);
}

struct SourceFacts {
    Anchor anchor;
    std::string name;
};

/// What the breakdown must say, computed the slow and obvious way.
struct Reference {
    std::map<std::int64_t, SourceFacts> sources;
    std::vector<TestRecord> records;

    std::int64_t windowTime(const TestRecord& record, WindowTime kind) const
    {
        const std::int64_t duration = numberOf(record, Field::Duration);
        const Anchor anchor = sources.at(record.sourceId).anchor;
        if (duration < 0 || kind == WindowTime::Written)
            return record.timeNs;
        if (kind == WindowTime::Arrival)
            return anchor == Anchor::Start ? record.timeNs : record.timeNs - duration;
        return anchor == Anchor::Start ? record.timeNs + duration : record.timeNs;
    }

    std::optional<std::string> keyOf(const TestRecord& record, const std::string& by) const
    {
        if (by == "source")
            return sources.at(record.sourceId).name;
        const Field field = findField(RecordKind::Request, by)->field;
        if (infoOf(field).type == FieldType::Dictionary || infoOf(field).type == FieldType::Text)
            return textOf(record, field);
        const std::int64_t number = numberOf(record, field);
        return number == absent ? std::nullopt : std::optional(std::to_string(number));
    }

    struct Row {
        std::uint64_t count = 0, errors = 0, abandoned = 0, baselineCount = 0;
        std::vector<std::int64_t> durations;
        std::optional<std::int64_t> bytes;
    };
    std::map<std::optional<std::string>, Row> rows(const BreakdownRequest& request, const Predicate& filter) const
    {
        std::map<std::optional<std::string>, Row> result;
        for (const TestRecord& record : records) {
            if (!filter(record))
                continue;
            const Timestamp time = timestampFrom(windowTime(record, request.windowTime));
            if (request.baseline && request.baseline->contains(time))
                ++result[keyOf(record, request.by)].baselineCount;
            if (!request.window.contains(time))
                continue;
            Row& row = result[keyOf(record, request.by)];
            ++row.count;
            const std::int64_t status = numberOf(record, Field::Status);
            row.errors += status != absent && status >= 500;
            row.abandoned += status == 499 || status == 0;
            if (const std::int64_t duration = numberOf(record, Field::Duration); duration != absent)
                row.durations.push_back(duration);
            if (const std::int64_t bytes = numberOf(record, Field::BytesOut); bytes != absent)
                row.bytes = row.bytes.value_or(0) + bytes;
        }
        for (auto& [key, row] : result)
            std::sort(row.durations.begin(), row.durations.end());
        return result;
    }
};

std::optional<double> percentile(const std::vector<std::int64_t>& sorted, double percent)
{
    if (sorted.empty())
        return std::nullopt;
    const auto rank = static_cast<std::size_t>(std::ceil(percent / 100 * static_cast<double>(sorted.size()) - 1e-9));
    return static_cast<double>(sorted[std::max<std::size_t>(rank, 1) - 1]) / 1e6;
}

Filter filterOf(const std::string& expression)
{
    auto filter = Filter::parse(expression);
    if (!filter)
        qFatal("%s", filter.error().message().c_str());
    return *filter;
}

TimeRange secondsRange(std::int64_t begin, std::int64_t end)
{
    return {timestampFrom(origin + begin * second), timestampFrom(origin + end * second)};
}

enum class Durations { Milliseconds, Microseconds, None, Mixed, Huge };

TestRecord randomRequest(std::mt19937& random, Durations durations)
{
    const auto below = [&random](std::uint32_t limit) { return static_cast<std::int64_t>(random() % limit); };
    TestRecord record;
    record.timeNs = origin + below(7200) * second + (below(2) == 0 ? 0 : below(1000) * 1'000'000);
    static const std::vector<std::int64_t> statuses{200, 200, 200, 301, 404, 499, 500, 503, 0, absent};
    const std::int64_t status = statuses[static_cast<std::size_t>(below(10))];
    if (status != absent)
        record.numbers[Field::Status] = status;
    if (below(8) != 0)
        record.numbers[Field::BytesOut] = below(3) == 0 ? below(5'000'000) : below(500);
    const std::int64_t length = below(4) == 0 ? below(90'000) : below(300);
    if (durations == Durations::Milliseconds)
        record.numbers[Field::Duration] = length * 1'000'000;
    if (durations == Durations::Microseconds)
        record.numbers[Field::Duration] = length * 17'000 + 3'000;
    if (durations == Durations::Huge)
        record.numbers[Field::Duration] = (std::int64_t{1} << 55) + below(1'000'000) * 1'000'000'007;
    if (durations == Durations::Mixed && below(3) != 0)
        record.numbers[Field::Duration] = length * 1'000'000;
    const std::int64_t kind = below(20);
    if (kind != 0) {
        record.texts[Field::Path] = kind < 6 ? "/health"
            : kind < 12                      ? "/api/users/" + std::to_string(below(300)) + "/posts"
                                             : "/files/" + std::to_string(below(40)) + "/a.json";
    }
    if (below(3) != 0)
        record.texts[Field::UserAgent] = below(2) == 0 ? "Java/17.0.1" : "curl/8." + std::to_string(below(5));
    if (below(6) == 0)
        record.texts[Field::TraceId] = "t" + std::to_string(below(50));
    return record;
}

QString described(const BreakdownRow& row)
{
    return QStringLiteral("row \"%1\"%2").arg(QString::fromStdString(row.value), row.isAbsent ? QStringLiteral(" (absent)") : QString());
}

double keyOf(const BreakdownRow& row, BreakdownSort sort)
{
    switch (sort) {
    case BreakdownSort::Count: return static_cast<double>(row.count);
    case BreakdownSort::Duration: return row.durationSumSeconds.value_or(0);
    case BreakdownSort::Bytes: return static_cast<double>(row.bytes.value_or(0));
    case BreakdownSort::Errors: return static_cast<double>(row.errors);
    case BreakdownSort::Change: return row.gain;
    }
    return 0;
}

bool isFarAbove(double left, double right) { return left > right + 1e-9 * std::abs(right); }

}    // namespace

class BreakdownTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void agreesWithTheNaiveReference_data();
    void agreesWithTheNaiveReference();
    void sortsByTheChosenMeasureAndThenByValue_data();
    void sortsByTheChosenMeasureAndThenByValue();
    void givesManyValuesTheSameRowsWhetherTheyAreCodesOrText_data();
    void givesManyValuesTheSameRowsWhetherTheyAreCodesOrText();
    void boundsAnOpenWindowByTheData();
    void comparesRatesWithTheBaseline();
    void givesHotPathsRowsOfTheirOwnBesideTheTemplate();
    void keepsAHotSegmentValueInTheTemplate();
    void countsErrorsOfLogLinesBySeverity();
    void namesNearFieldsWhenTheFieldIsUnknown();
    void stopsWhenAsked();
    void returnsNothingFromAnEmptyCase();

private:
    Reference m_reference;
    std::unique_ptr<QueryCase> m_case;
};

void BreakdownTest::initTestCase()
{
    m_case = std::make_unique<QueryCase>();
    std::mt19937 random(20240423);
    struct Spec {
        std::string name;
        Anchor anchor;
        Durations durations;
        std::set<Field> plain;
        int rows;
    };
    const std::vector<Spec> specs{{"nginx-a", Anchor::End, Durations::Milliseconds, {}, 3000},
        {"nginx-b", Anchor::End, Durations::Mixed, {}, 700}, {"apache", Anchor::Start, Durations::Microseconds, {}, 2500},
        {"plain", Anchor::Unknown, Durations::None, {Field::Path, Field::UserAgent}, 1500},
        {"nginx-a", Anchor::End, Durations::Milliseconds, {Field::Path}, 900}, {"one", Anchor::Start, Durations::Huge, {}, 1}};
    for (const Spec& spec : specs) {
        std::vector<TestRecord> records;
        for (int i = 0; i < spec.rows; ++i)
            records.push_back(randomRequest(random, spec.durations));
        const std::int64_t id = m_case->add(RecordKind::Request, records, {spec.name, spec.anchor, spec.plain});
        m_reference.sources[id] = {spec.anchor, spec.name};
        m_reference.records.insert(m_reference.records.end(), records.begin(), records.end());
    }
}

void BreakdownTest::agreesWithTheNaiveReference_data()
{
    QTest::addColumn<QString>("by");
    QTest::addColumn<QString>("expression");
    QTest::addColumn<int>("windowTime");
    QTest::addColumn<bool>("open");
    QTest::addColumn<int>("top");
    const QStringList fields{QStringLiteral("path"), QStringLiteral("status"), QStringLiteral("user_agent"),
        QStringLiteral("source"), QStringLiteral("trace_id"), QStringLiteral("bytes_out"), QStringLiteral("method")};
    const QStringList filters{QString(), QStringLiteral("status>=500"),
        QStringLiteral("path~\"^/api/\" and not user_agent:\"JAVA/\""), QStringLiteral("not status=500 or duration>50ms"),
        QStringLiteral("source=nginx-b or bytes in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9)")};
    for (const QString& by : fields) {
        for (int time = 0; time < 3; ++time) {
            for (int f = 0; f < filters.size(); ++f) {
                const int top = (time + f) % 2 == 0 ? 0 : 5;
                const QString name = QStringLiteral("%1, time %2, filter %3, top %4").arg(by).arg(time).arg(f).arg(top);
                QTest::newRow(qPrintable(name)) << by << filters[f] << time << (f == 0 && time == 0) << top;
            }
        }
    }
}

void BreakdownTest::agreesWithTheNaiveReference()
{
    QFETCH(QString, by);
    QFETCH(QString, expression);
    QFETCH(int, windowTime);
    QFETCH(bool, open);
    QFETCH(int, top);
    const auto has = [](const TestRecord& record, Field field, const char* part) {
        return textOf(record, field).value_or("").find(part) != std::string::npos;
    };
    const auto nginxB = [&](const TestRecord& record) { return m_reference.sources.at(record.sourceId).name == "nginx-b"; };
    const std::map<QString, Predicate> predicates{{QString(), [](const TestRecord&) { return true; }},
        {QStringLiteral("status>=500"), [](const TestRecord& r) { return numberOf(r, Field::Status) >= 500; }},
        {QStringLiteral("path~\"^/api/\" and not user_agent:\"JAVA/\""),
         [&](const TestRecord& r) { return has(r, Field::Path, "/api/") && !has(r, Field::UserAgent, "Java/"); }},
        {QStringLiteral("not status=500 or duration>50ms"),
         [](const TestRecord& r) { return numberOf(r, Field::Status) != 500 || numberOf(r, Field::Duration) > 50'000'000; }},
        {QStringLiteral("source=nginx-b or bytes in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9)"), [&](const TestRecord& r) {
             const std::int64_t bytes = numberOf(r, Field::BytesOut);
             return nginxB(r) || (bytes >= 0 && bytes <= 9);
         }}};

    BreakdownRequest request;
    request.by = by.toStdString();
    request.filter = filterOf(expression.toStdString());
    request.windowTime = static_cast<WindowTime>(windowTime);
    request.top = static_cast<std::size_t>(top);
    if (!open) {
        request.window = secondsRange(1800, 5400);
        request.baseline = secondsRange(0, 1800);
    }
    const auto expected = m_reference.rows(request, predicates.at(expression));
    const auto actual = breakdown(m_case->reader(), m_case->context(), request);
    QVERIFY2(actual, actual ? "" : actual.error().message().c_str());

    std::uint64_t records = 0;
    std::uint64_t baselineRecords = 0;
    for (const auto& [key, row] : expected) {
        records += row.count;
        baselineRecords += row.baselineCount;
    }
    QCOMPARE(actual->records, records);
    QCOMPARE(actual->baselineRecords, baselineRecords);
    QCOMPARE(actual->values, expected.size());
    QCOMPARE(actual->rows.size(), top == 0 ? expected.size() : std::min<std::size_t>(expected.size(), 5));
    for (const BreakdownRow& row : actual->rows) {
        const auto found = expected.find(row.isAbsent ? std::nullopt : std::optional(row.value));
        QVERIFY2(found != expected.end(), qPrintable(described(row)));
        const Reference::Row& wanted = found->second;
        QVERIFY2(row.count == wanted.count, qPrintable(described(row)));
        QVERIFY2(row.errors == wanted.errors, qPrintable(described(row)));
        QVERIFY2(row.abandoned == std::optional(wanted.abandoned), qPrintable(described(row)));
        QVERIFY2(row.baselineCount == wanted.baselineCount, qPrintable(described(row)));
        QVERIFY2(row.bytes == wanted.bytes, qPrintable(described(row)));
        QVERIFY2(row.p50Ms == percentile(wanted.durations, 50), qPrintable(described(row)));
        QVERIFY2(row.p95Ms == percentile(wanted.durations, 95), qPrintable(described(row)));
        QVERIFY2(row.p99Ms == percentile(wanted.durations, 99), qPrintable(described(row)));
        QCOMPARE(row.durationSumSeconds.has_value(), !wanted.durations.empty());
        std::int64_t sum = 0;
        for (const std::int64_t duration : wanted.durations)
            sum += duration;
        QVERIFY2(wanted.durations.empty() || *row.durationSumSeconds == static_cast<double>(sum) / 1e9, qPrintable(described(row)));
        QCOMPARE(row.share, static_cast<double>(row.count) / static_cast<double>(records));
    }
}

void BreakdownTest::sortsByTheChosenMeasureAndThenByValue_data()
{
    QTest::addColumn<int>("sort");
    QTest::newRow("count") << 0;
    QTest::newRow("duration") << 1;
    QTest::newRow("bytes") << 2;
    QTest::newRow("errors") << 3;
    QTest::newRow("change") << 4;
}

void BreakdownTest::sortsByTheChosenMeasureAndThenByValue()
{
    QFETCH(int, sort);
    BreakdownRequest request;
    request.sort = static_cast<BreakdownSort>(sort);
    request.window = secondsRange(3600, 7200);
    request.baseline = secondsRange(0, 3600);
    request.top = 0;
    const auto all = breakdown(m_case->reader(), m_case->context(), request);
    QVERIFY(all);
    QVERIFY(all->rows.size() > 100);
    for (std::size_t i = 1; i < all->rows.size(); ++i) {
        const BreakdownRow& before = all->rows[i - 1];
        const BreakdownRow& row = all->rows[i];
        QVERIFY2(!isFarAbove(keyOf(row, request.sort), keyOf(before, request.sort)), qPrintable(described(row)));
        if (keyOf(before, request.sort) == keyOf(row, request.sort) && !row.isAbsent)
            QVERIFY2(before.value < row.value, qPrintable(described(row)));
    }
    request.top = 7;
    const auto few = breakdown(m_case->reader(), m_case->context(), request);
    QVERIFY(few);
    QCOMPARE(few->rows.size(), std::size_t{7});
    for (std::size_t i = 0; i < few->rows.size(); ++i) {
        QCOMPARE(few->rows[i].value, all->rows[i].value);
        QCOMPARE(few->rows[i].p95Ms, all->rows[i].p95Ms);
    }
}

void BreakdownTest::givesManyValuesTheSameRowsWhetherTheyAreCodesOrText_data()
{
    QTest::addColumn<QString>("by");
    QTest::addColumn<QString>("expression");
    for (const char* by : {"path", "route"}) {
        for (const char* expression : {"", "status>=404", "duration>50ms or path~\"/users/1\""})
            QTest::addRow("%s, filter '%s'", by, expression) << QString::fromLatin1(by) << QString::fromLatin1(expression);
    }
}

/// Codes of many values are ranked, dealt out and given kept templates; text takes none of these ways.
void BreakdownTest::givesManyValuesTheSameRowsWhetherTheyAreCodesOrText()
{
    QFETCH(QString, by);
    QFETCH(QString, expression);
    std::mt19937 random(7);
    std::vector<TestRecord> records;
    for (int i = 0; i < 30'000; ++i) {
        TestRecord record = randomRequest(random, i % 7 == 0 ? Durations::None : Durations::Milliseconds);
        const std::string id = std::to_string(random() % 4000);
        if (i % 10 != 0)
            record.texts[Field::Path] = (i % 2 == 0 ? "/users/" + id + "/posts" : "/word-" + id) + (i % 3 == 0 ? "/7" : "");
        records.push_back(record);
    }
    QueryCase coded;
    QueryCase plain;
    std::vector<TestRecord> copy = records;
    coded.add(RecordKind::Request, records, {});
    plain.add(RecordKind::Request, copy, {"access.log", Anchor::End, {Field::Path}});
    for (QueryCase* each : {&coded, &plain}) {    // else the words are few templates
        TemplateEditor editor(each->database(), "tester");
        for (const char* pattern : {"/{word}", "/{word}/7"})
            QVERIFY(editor.addRule({0, pattern, TemplateRule::Answer::Exact, 0}));
    }
    BreakdownRequest request;
    request.by = by.toStdString();
    request.filter = filterOf(expression.toStdString());
    request.top = 0;
    const auto left = breakdown(coded.reader(), coded.context(), request);
    const auto right = breakdown(plain.reader(), plain.context(), request);
    QVERIFY(left && right);
    QVERIFY(left->rows.size() > (by == QLatin1String("path") ? 4096U : 2048U));
    QCOMPARE(left->rows.size(), right->rows.size());
    std::map<std::string, std::vector<std::int64_t>> durations;
    for (const TestRecord& record : records) {
        if (expression.isEmpty() && numberOf(record, Field::Duration) != absent)
            durations[textOf(record, Field::Path).value_or("")].push_back(numberOf(record, Field::Duration));
    }
    for (std::size_t i = 0; i < left->rows.size(); ++i) {
        const BreakdownRow& row = left->rows[i];
        const BreakdownRow& other = right->rows[i];
        QVERIFY2(row.value == other.value && row.isAbsent == other.isAbsent, qPrintable(described(row)));
        QVERIFY2(row.count == other.count && row.errors == other.errors && row.bytes == other.bytes, qPrintable(described(row)));
        QVERIFY2(row.p50Ms == other.p50Ms && row.p95Ms == other.p95Ms && row.p99Ms == other.p99Ms, qPrintable(described(row)));
        if (by != QLatin1String("path") || !expression.isEmpty())
            continue;
        std::vector<std::int64_t>& sorted = durations[row.value];
        std::sort(sorted.begin(), sorted.end());
        QVERIFY2(row.p50Ms == percentile(sorted, 50), qPrintable(described(row)));
        QVERIFY2(row.p95Ms == percentile(sorted, 95), qPrintable(described(row)));
        QVERIFY2(row.p99Ms == percentile(sorted, 99), qPrintable(described(row)));
    }
}

void BreakdownTest::boundsAnOpenWindowByTheData()
{
    BreakdownRequest request;
    request.top = 1;
    const auto result = breakdown(m_case->reader(), m_case->context(), request);
    QVERIFY(result);
    const auto byTime = [](const TestRecord& a, const TestRecord& b) { return a.timeNs < b.timeNs; };
    const auto [first, last] = std::minmax_element(m_reference.records.begin(), m_reference.records.end(), byTime);
    QCOMPARE(nanosecondsOf(result->window.begin), first->timeNs);
    QCOMPARE(nanosecondsOf(result->window.end), last->timeNs + 1);
    QVERIFY(!result->baseline);
    QCOMPARE(result->records, m_reference.records.size());
}

void BreakdownTest::comparesRatesWithTheBaseline()
{
    QueryCase file;
    std::vector<TestRecord> records;
    const auto addPaths = [&](const std::string& path, int count, std::int64_t at) {
        for (int i = 0; i < count; ++i) {
            records.emplace_back().timeNs = origin + at * second;
            records.back().texts[Field::Path] = path;
        }
    };
    addPaths("/same", 100, 10);
    addPaths("/same", 50, 110);
    addPaths("/new", 40, 110);
    addPaths("/gone", 30, 10);
    file.add(RecordKind::Request, records, {});
    BreakdownRequest request;
    request.window = secondsRange(100, 150);
    request.baseline = secondsRange(0, 100);
    request.sort = BreakdownSort::Change;
    const auto result = breakdown(file.reader(), file.context(), request);
    QVERIFY(result);
    QCOMPARE(result->rows.size(), std::size_t{3});
    const BreakdownRow& first = result->rows[0];
    QCOMPARE(first.value, std::string("/new"));
    QVERIFY(!first.ratio);
    QCOMPARE(first.gain, 40 * std::log(40 / 0.25) - (40 - 0.25));
    const BreakdownRow& same = result->rows[1];
    QCOMPARE(same.value, std::string("/same"));
    QCOMPARE(same.ratePerSecond, 1.0);
    QCOMPARE(same.ratio, std::optional(1.0));
    QCOMPARE(same.changePerSecond, 0.0);
    QVERIFY(std::abs(same.gain) < 0.01);
    const BreakdownRow& gone = result->rows[2];
    QCOMPARE(gone.value, std::string("/gone"));
    QCOMPARE(gone.count, std::uint64_t{0});
    QCOMPARE(gone.ratio, std::optional(0.0));
    QCOMPARE(gone.changePerSecond, -0.3);
    QCOMPARE(gone.gain, -30.5 / 2);
}

void BreakdownTest::givesHotPathsRowsOfTheirOwnBesideTheTemplate()
{
    QueryCase file;
    std::vector<TestRecord> records;
    for (int i = 0; i < 970; ++i)
        records.emplace_back().texts[Field::Path] = "/users/" + std::to_string(1000 + i) + "/posts";
    for (int i = 0; i < 30; ++i)
        records.emplace_back().texts[Field::Path] = "/users/7/posts";
    for (TestRecord& record : records)
        record.timeNs = origin;
    file.add(RecordKind::Request, records, {});
    BreakdownRequest request;
    request.by = "route";
    const auto result = breakdown(file.reader(), file.context(), request);
    QVERIFY(result);
    QCOMPARE(result->rows.size(), std::size_t{2});
    QCOMPARE(result->rows[0].value, std::string("/users/{id}/posts"));
    QCOMPARE(result->rows[0].count, std::uint64_t{970});
    QCOMPARE(result->rows[1].value, std::string("/users/7/posts"));
    QCOMPARE(result->rows[1].count, std::uint64_t{30});
}

void BreakdownTest::keepsAHotSegmentValueInTheTemplate()
{
    QueryCase file;
    std::vector<TestRecord> records;
    for (int i = 0; i < 600; ++i)
        records.emplace_back().texts[Field::Path] = "/teams/" + std::to_string(1000 + i % 300) + "/runs/" + std::to_string(i);
    for (int i = 0; i < 400; ++i)
        records.emplace_back().texts[Field::Path] = "/teams/42/runs/" + std::to_string(5000 + i);
    for (TestRecord& record : records)
        record.timeNs = origin;
    file.add(RecordKind::Request, records, {"plain", Anchor::End, {Field::Path}});
    BreakdownRequest request;
    request.by = "route";
    const auto result = breakdown(file.reader(), file.context(), request);
    QVERIFY(result);
    QCOMPARE(result->rows.size(), std::size_t{2});
    QCOMPARE(result->rows[0].value, std::string("/teams/{id}/runs/{id}"));
    QCOMPARE(result->rows[0].count, std::uint64_t{600});
    QCOMPARE(result->rows[1].value, std::string("/teams/42/runs/{id}"));
    QCOMPARE(result->rows[1].count, std::uint64_t{400});
    request.filter = filterOf("route=\"/teams/42/runs/{id}\"");
    const auto filtered = breakdown(file.reader(), file.context(), request);
    QVERIFY(filtered);
    QCOMPARE(filtered->records, std::uint64_t{400});
}

void BreakdownTest::countsErrorsOfLogLinesBySeverity()
{
    QueryCase file;
    std::vector<TestRecord> records;
    for (int i = 0; i < 70; ++i) {
        records.emplace_back().timeNs = origin + i;
        records.back().numbers[Field::Severity] = i % 7;
        records.back().texts[Field::Component] = "kernel";
    }
    file.add(RecordKind::LogLine, records, {});
    BreakdownRequest request;
    request.kind = RecordKind::LogLine;
    request.by = "component";
    auto result = breakdown(file.reader(), file.context(), request);
    QVERIFY(result);
    QCOMPARE(result->rows.size(), std::size_t{1});
    QCOMPARE(result->rows[0].errors, std::uint64_t{20});
    QVERIFY(!result->rows[0].abandoned);
    QVERIFY(!result->rows[0].durationSumSeconds);
    QVERIFY(!result->rows[0].bytes);
    request.by = "severity";
    request.filter = filterOf("severity>=error");
    result = breakdown(file.reader(), file.context(), request);
    QVERIFY(result);
    QCOMPARE(result->rows.size(), std::size_t{2});
    QCOMPARE(result->rows[0].value, std::string("error"));
    QCOMPARE(result->rows[1].value, std::string("fatal"));
    request.filter = filterOf("severity<info");
    result = breakdown(file.reader(), file.context(), request);
    QVERIFY(result);
    QCOMPARE(result->records, std::uint64_t{20});    // trace and debug; unknown is not below anything
}

void BreakdownTest::namesNearFieldsWhenTheFieldIsUnknown()
{
    BreakdownRequest request;
    request.by = "user_agnet";
    const auto byWrongField = breakdown(m_case->reader(), m_case->context(), request);
    QVERIFY(!byWrongField);
    QVERIFY2(byWrongField.error().message().find("user_agent") != std::string::npos, byWrongField.error().message().c_str());
    request.by = "path";
    request.filter = filterOf("status=200 and stat>400");
    const auto wrongFilter = breakdown(m_case->reader(), m_case->context(), request);
    QVERIFY(!wrongFilter);
    const std::string message = wrongFilter.error().message();
    QVERIFY2(message.find("position 16") != std::string::npos && message.find("status") != std::string::npos, message.c_str());
    request.filter = {};
    request.by = "time";
    QVERIFY(!breakdown(m_case->reader(), m_case->context(), request));
}

void BreakdownTest::stopsWhenAsked()
{
    std::stop_source stop;
    stop.request_stop();
    TaskControl control;
    control.stop = stop.get_token();
    const auto result = breakdown(m_case->reader(), m_case->context(), {}, control);
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Interrupted);
}

void BreakdownTest::returnsNothingFromAnEmptyCase()
{
    QueryCase file;
    const auto result = breakdown(file.reader(), file.context(), {});
    QVERIFY2(result, result ? "" : result.error().message().c_str());
    QVERIFY(result->rows.empty());
    QCOMPARE(result->records, std::uint64_t{0});
}

QTEST_GUILESS_MAIN(BreakdownTest)
#include "breakdown_test.moc"
