#include "app/analysis/suspectcombinations.h"
#include "app/query/breakdown.h"
#include "app/query/valuetuples.h"
#include "tests/support/importcase.h"

#include <QTest>

#include <cstdio>

using namespace faultline;
using namespace faultline::test;

namespace {

struct Fault {
    std::string method;    ///< empty: of any
    std::string path;
    std::string client;
    bool hits(const std::string& m, const std::string& p, const std::string& c) const
    {
        return (method.empty() || m == method) && (path.empty() || p == path) && (client.empty() || c == client);
    }
};

/// An hour of twelve requests a second, all methods, paths and clients with each other. In its last ten minutes what the fault hits fails.
std::string log(const std::optional<Fault>& fault)
{
    const char* methods[] = {"GET", "POST"};
    const char* paths[] = {"/a", "/b", "/c"};
    const char* clients[] = {"192.0.2.1", "192.0.2.2"};
    std::string text;
    for (int second = 0; second < 3600; ++second) {
        char time[16];
        std::snprintf(time, sizeof time, "10:%02d:%02d", second / 60, second % 60);
        for (const char* client : clients) {
            for (const char* path : paths) {
                for (const char* method : methods) {
                    const bool fails = second >= 3000 && fault && fault->hits(method, path, client);
                    text += std::string(client) + " - - [23/Apr/2024:" + time + " +0000] \"" + method + ' ' + path + " HTTP/1.1\" "
                        + (fails ? "500" : "200") + " 1000 \"-\" \"browser\" 0.010\n";
                }
            }
        }
    }
    return text;
}

SuspectsRequest lastTenMinutes()
{
    SuspectsRequest request;
    request.window = {timestampFrom(1713869400'000'000'000), timestampFrom(1713870000'000'000'000)};
    request.windowTime = WindowTime::Written;
    return request;
}

std::vector<Suspect> pairsOf(const Suspects& found)
{
    std::vector<Suspect> pairs;
    for (const Suspect& row : found.rows) {
        if (row.field.find(" + ") != std::string::npos)
            pairs.push_back(row);
    }
    return pairs;
}

}    // namespace

class SuspectPairsTest : public QObject {
    Q_OBJECT

private slots:
    void whatOnlyTwoValuesTogetherHaveIsARow_data();
    void whatOnlyTwoValuesTogetherHaveIsARow();
    void aQuietWindowHasNone();
    void outcomesAndExactUrlsAreNotLookedAtTogether();
    void aFileThatBeginsAfterTheBaselineIsNoSuspect();
    void aFileThatEndsBeforeTheWindowHasNotVanished();
    void tuplesAddUpToTheirRecordsAndAreBounded();
};

void SuspectPairsTest::whatOnlyTwoValuesTogetherHaveIsARow_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("client");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    QTest::newRow("a method of a route") << "POST" << "/b" << "" << "method + route" << "POST /b";
    QTest::newRow("a route of a client") << "" << "/b" << "192.0.2.2" << "route + client_ip" << "/b 192.0.2.2";
    QTest::newRow("a method of a client") << "POST" << "" << "192.0.2.2" << "method + client_ip" << "POST 192.0.2.2";
    QTest::newRow("a route alone needs no second field") << "" << "/b" << "" << "" << "";
    QTest::newRow("a client alone") << "" << "" << "192.0.2.2" << "" << "";
}

void SuspectPairsTest::whatOnlyTwoValuesTogetherHaveIsARow()
{
    QFETCH(QString, method);
    QFETCH(QString, path);
    QFETCH(QString, client);
    QFETCH(QString, field);
    QFETCH(QString, value);
    ImportCase test;
    test.importText("access.log", log(Fault{method.toStdString(), path.toStdString(), client.toStdString()}));
    SegmentReader reader(test.file().database());
    const auto found = suspects(reader, {}, lastTenMinutes());
    QVERIFY(found);
    QVERIFY(!found->rows.empty());
    const std::vector<Suspect> pairs = pairsOf(*found);
    if (field.isEmpty()) {
        QVERIFY2(pairs.empty(), pairs.empty() ? "" : pairs.front().row.value.c_str());
        return;
    }
    // How the requests ended is said first; then, before each value alone, which ones they were.
    const auto first = std::find_if(found->rows.begin(), found->rows.end(), [](const Suspect& row) { return row.field != "status"; });
    QCOMPARE(QString::fromStdString(first->field), field);
    QCOMPARE(QString::fromStdString(first->row.value), value);
    QVERIFY2(first->sentence.find("100 % of the additional errors") != std::string::npos, first->sentence.c_str());
    QCOMPARE(pairs.size(), std::size_t{1});
    QCOMPARE(first->parts.size(), std::size_t{2});
    const auto filter = Filter::parse(filterOf(RecordKind::Request, *first));
    QVERIFY(filter);
    BreakdownRequest records;
    records.window = lastTenMinutes().window;
    records.filter = *filter;
    const auto selected = breakdown(reader, {}, records);
    QVERIFY(selected);
    QCOMPARE(static_cast<double>(selected->records), first->row.effect(ContrastMeasure::Count).seen);
    SuspectsRequest single = lastTenMinutes();
    single.fieldsTogether = 1;
    QVERIFY(pairsOf(*suspects(reader, {}, single)).empty());
}

void SuspectPairsTest::aQuietWindowHasNone()
{
    ImportCase test;
    test.importText("access.log", log(std::nullopt));
    SegmentReader reader(test.file().database());
    const auto found = suspects(reader, {}, lastTenMinutes());
    QVERIFY(found);
    QVERIFY(found->rows.empty());
}

void SuspectPairsTest::outcomesAndExactUrlsAreNotLookedAtTogether()
{
    QCOMPARE(fieldsTogether(RecordKind::Request, {"status", "path", "method"}), (std::vector<std::string>{"method", "route"}));
    QCOMPARE(fieldsTogether(RecordKind::Operation, {"severity", "target"}), (std::vector<std::string>{"target"}));
    QVERIFY(fieldsTogether(RecordKind::Request, suspectFields(RecordKind::Request)).size() <= 6);
}

void SuspectPairsTest::aFileThatBeginsAfterTheBaselineIsNoSuspect()
{
    ImportCase test;
    const std::string all = log(std::nullopt);
    test.importText("access.log", all);
    const std::size_t tenToEleven = all.find("10:50:00");
    test.importText("late.log", all.substr(all.rfind('\n', tenToEleven) + 1));
    SegmentReader reader(test.file().database());
    SuspectsRequest request = lastTenMinutes();
    request.fields = {"source"};
    FilterContext context;
    context.sourceNames = {{1, "access.log"}, {2, "late.log"}};
    const auto found = suspects(reader, context, request);
    QVERIFY(found);
    QVERIFY2(found->rows.empty(), found->rows.empty() ? "" : found->rows.front().sentence.c_str());
    QCOMPARE(found->notes, std::vector<std::string>{"Without data in most of the baseline, so not compared: late.log; what only they have looks new"});
}

void SuspectPairsTest::aFileThatEndsBeforeTheWindowHasNotVanished()
{
    ImportCase test;
    const std::string all = log(std::nullopt);
    test.importText("access.log", all);
    test.importText("early.log", all.substr(0, all.rfind('\n', all.find("10:49:59")) + 1));
    SegmentReader reader(test.file().database());
    SuspectsRequest request = lastTenMinutes();
    request.fields = {"source"};
    FilterContext context;
    context.sourceNames = {{1, "access.log"}, {2, "early.log"}};
    const auto found = suspects(reader, context, request);
    QVERIFY(found);
    QVERIFY(found->rows.empty());
    QVERIFY(found->vanished.empty());
    QCOMPARE(found->notes, std::vector<std::string>{"Without data in the window, so not compared: early.log"});
}

void SuspectPairsTest::tuplesAddUpToTheirRecordsAndAreBounded()
{
    ImportCase test;
    test.importText("access.log", log(Fault{"POST", "/b", ""}));
    SegmentReader reader(test.file().database());
    ComparedRequest asked;
    asked.fields = {"method", "route", "client_ip"};
    asked.window = lastTenMinutes().window;
    asked.baseline = {{asked.window.begin - std::chrono::minutes(20), asked.window.begin - std::chrono::minutes(15)},
                      {asked.window.begin - std::chrono::minutes(10), asked.window.begin}};
    const FilterContext context;
    const auto scan = ComparedScan::run(reader, context, asked, {});
    QVERIFY(scan);
    QCOMPARE((*scan)->records(), std::uint64_t{7200});
    QCOMPARE((*scan)->baselineRecords(), std::uint64_t{10'800});
    ValueTuplesRequest request;
    request.fields = {0, 1, 2};
    const auto all = valueTuples(**scan, request);
    QVERIFY(all);
    QCOMPARE(all->selection.size(), std::size_t{12});
    for (std::size_t tuple = 0; tuple < all->selection.size(); ++tuple) {
        QCOMPARE(all->selection[tuple].records, std::uint64_t{600});
        QCOMPARE(all->baseline[tuple].records, std::uint64_t{900});
        QCOMPARE(all->selection[tuple].bytes, std::int64_t{600'000});
        const auto& codes = all->codes;
        const bool isFault = all->values[0][codes[tuple * 3]].value == "POST" && all->values[1][codes[tuple * 3 + 1]].value == "/b";
        QCOMPARE(all->selection[tuple].errors, std::uint64_t{isFault ? 600U : 0U});
        QCOMPARE(all->baseline[tuple].errors, std::uint64_t{0});
    }
    request.mostValues = 8;
    request.mostTuples = 8;    // all values, then two of each field
    const auto fewer = valueTuples(**scan, request);
    QVERIFY(fewer);
    QVERIFY(!fewer->selection.empty() && fewer->selection.size() <= 8);
    std::uint64_t records = 0;
    for (const RecordSums& sums : fewer->selection)
        records += sums.records;
    QCOMPARE(records, std::uint64_t{7200});
    request.fields.clear();
    QVERIFY(!valueTuples(**scan, request));
}

QTEST_GUILESS_MAIN(SuspectPairsTest)
#include "suspectpairs_test.moc"
