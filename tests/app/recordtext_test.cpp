#include "app/query/recordcount.h"
#include "app/query/textsearch.h"
#include "app/query/trends.h"
#include "app/query/valuefilter.h"
#include "tests/support/importcase.h"

#include <QTest>

#include <algorithm>
#include <numeric>

using namespace faultline;
using namespace faultline::test;

/// Finding, counting and reading single records among the ones of the sample incident.
class RecordTextTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        ImportRequest request;
        request.paths = {FAULTLINE_SOURCE_DIR "/sample-data/hub-outage"};
        request.options.zone = *TimeZone::named("Europe/Paris");
        request.options.year = 2024;
        m_case.import(request);
        m_segments = std::make_unique<SegmentReader>(m_case.file().database());
        m_request.window = {timestampFrom(1'713'898'800'000'000'000), timestampFrom(1'713'900'600'000'000'000)};    // 19:00Z to 19:30Z
        LinesRequest all = m_request;
        all.limit = 100'000;
        m_all = lines(*m_segments, {}, all)->records;
        QVERIFY(m_all.size() > 5'000);
    }

    void anyRowOfTheWindowIsFoundWithoutThoseBeforeIt_data()
    {
        QTest::addColumn<std::size_t>("slices");
        QTest::newRow("one slice") << std::size_t(1);
        QTest::newRow("seven") << std::size_t(7);
        QTest::newRow("more than seconds") << std::size_t(16'384);
    }

    void anyRowOfTheWindowIsFoundWithoutThoseBeforeIt()
    {
        QFETCH(std::size_t, slices);
        const LineIndex index = *lineIndex(*m_segments, {}, m_request, slices);
        QCOMPARE(index.records(), std::uint64_t(m_all.size()));
        QVERIFY(index.counts.size() <= slices);
        for (const std::size_t row : {std::size_t(0), std::size_t(1), std::size_t(255), std::size_t(4'000), m_all.size() - 3}) {
            const auto found = *linesAt(*m_segments, {}, m_request, index, row, 300);
            const std::size_t count = std::min<std::size_t>(300, m_all.size() - row);
            QCOMPARE(found.size(), count);
            QVERIFY(std::equal(found.begin(), found.end(), m_all.begin() + static_cast<std::ptrdiff_t>(row)));
            QCOMPARE(*rowOf(*m_segments, {}, m_request, index, found.front()), std::uint64_t(row));
        }
        QVERIFY(linesAt(*m_segments, {}, m_request, index, m_all.size(), 10)->empty());
    }

    void errorsAndWarningsAreFoundInBothDirections()
    {
        const LineIndex index = *lineIndex(*m_segments, {}, m_request, 500);
        const std::vector<RecordLevel> levels = *recordLevels(*m_segments, m_all);
        for (const LineMark mark : {LineMark::Error, LineMark::Warning}) {
            const std::vector<std::uint32_t>& counts = mark == LineMark::Error ? index.errors : index.warnings;
            const auto isMarked = [mark](const RecordLevel& level) { return level.mark == mark; };
            QCOMPARE(std::accumulate(counts.begin(), counts.end(), std::uint64_t(0)),
                     static_cast<std::uint64_t>(std::count_if(levels.begin(), levels.end(), isMarked)));
            for (const std::size_t from : {std::size_t(0), std::size_t(2'000), levels.size() - 1}) {
                const auto next = std::find_if(levels.begin() + static_cast<std::ptrdiff_t>(from) + 1, levels.end(), isMarked);
                const auto found = *markedRow(*m_segments, {}, m_request, index, mark, from, LineDirection::Next);
                QCOMPARE(found.has_value(), next != levels.end());
                if (found)
                    QCOMPARE(*found, static_cast<std::uint64_t>(next - levels.begin()));
                const auto previous = std::find_if(std::make_reverse_iterator(levels.begin() + static_cast<std::ptrdiff_t>(from)),
                                                   levels.rend(), isMarked);
                const auto before = *markedRow(*m_segments, {}, m_request, index, mark, from, LineDirection::Previous);
                QCOMPARE(before.has_value(), previous != levels.rend());
                if (before)
                    QCOMPARE(*before, static_cast<std::uint64_t>(levels.rend() - previous - 1));
            }
        }
    }

    void aSearchFindsWhatACountOverAllLinesFinds_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isPattern");
        QTest::newRow("part of a URL") << QByteArray("all-mpnet-base") << false;
        QTest::newRow("nothing") << QByteArray("no such text in any line") << false;
        QTest::newRow("signs of patterns are plain") << QByteArray("GET /api") << false;
        QTest::newRow("pattern") << QByteArray("\" (502|504) ") << true;
    }

    void aSearchFindsWhatACountOverAllLinesFinds()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, isPattern);
        const auto search = *TextSearch::compile(text.toStdString(), isPattern ? SearchSyntax::Pattern : SearchSyntax::Plain, SearchCase::Exact);
        const LineIndex index = *lineIndex(*m_segments, {}, m_request, 100);
        CaseReader raw(m_case.file().database());
        const auto hits = *searchLines(*m_segments, raw, {}, m_request, index, search);
        std::vector<std::uint32_t> expected;
        const auto texts = *recordLines(raw, m_all);
        for (std::uint32_t row = 0; row < texts.size(); ++row) {
            const std::string& line = *texts[row];
            const bool isHit = isPattern ? line.find("\" 502 ") != std::string::npos || line.find("\" 504 ") != std::string::npos
                                         : line.find(text.toStdString()) != std::string::npos;
            QCOMPARE(!search.hits(line).empty(), isHit);
            if (isHit)
                expected.push_back(row);
        }
        QCOMPARE(hits, expected);
    }

    void hitsAreMarkedWhereTheyStand()
    {
        const auto ignoring = *TextSearch::compile("ab", SearchSyntax::Plain, SearchCase::Ignored);
        QCOMPARE(ignoring.hits("xABab"), (std::vector<std::pair<std::size_t, std::size_t>>{{1, 3}, {3, 5}}));
        const auto empty = *TextSearch::compile("x*", SearchSyntax::Pattern, SearchCase::Exact);
        QCOMPARE(empty.hits("axxb"), (std::vector<std::pair<std::size_t, std::size_t>>{{1, 3}}));
        QVERIFY(!TextSearch::compile("(", SearchSyntax::Pattern, SearchCase::Exact));
        QVERIFY(TextSearch::compile("(", SearchSyntax::Plain, SearchCase::Exact));
    }

    void fieldsAreThoseOfTheLine()
    {
        CaseReader raw(m_case.file().database());
        for (std::size_t row = 0; row < m_all.size(); row += 997) {
            const std::string line = **raw.rawLine(m_all[row].sourceId, m_all[row].line);
            const std::vector<RecordField> fields = *recordFields(*m_segments, m_all[row]);
            for (const RecordField& field : fields)
                if (field.field == Field::Path || field.field == Field::Status || field.field == Field::UserAgent)
                    QVERIFY2(line.find(field.text) != std::string::npos, (field.text + " is not in " + line).c_str());
        }
    }

    void countsOfAFilterAreThoseOfTheBreakdown()
    {
        const Filter errors = *Filter::parse("status >= 500");
        const RecordCount count = *countRecords(*m_segments, {}, {m_request.window, errors, RecordKind::Request, WindowTime::Written});
        BreakdownRequest request;
        request.window = m_request.window;
        request.filter = errors;
        QCOMPARE(count.matching, breakdown(*m_segments, {}, request)->records);
        request.filter = {};
        QCOMPARE(count.all, breakdown(*m_segments, {}, request)->records);
        QVERIFY(!countRecords(*m_segments, {}, {m_request.window, *Filter::parse("nofield = 1"), {}, WindowTime::Written}));
    }

    void quotedValuesReadBackAsTheyAre()
    {
        for (const std::string value : {"plain", "with \"quotes\"", "back\\slash", "\\\"", "tab\tand\nline", "<b>\x1b[0m", "", "ends with \\"}) {
            const Filter filter = *Filter::parse("path = " + quotedFilterValue(value));
            QCOMPARE(filter.root->values.front(), value);
        }
    }

    void trendsAddUpToTheirRows()
    {
        TrendsRequest request;
        request.breakdown.by = "route";
        request.breakdown.window = m_request.window;
        request.breakdown.baseline = TimeRange{m_request.window.begin - std::chrono::hours(24), m_request.window.end - std::chrono::hours(24)};
        request.breakdown.top = 0;
        request.rows = breakdown(*m_segments, {}, request.breakdown)->rows;
        const auto found = *trends(*m_segments, {}, request);
        QCOMPARE(found.size(), request.rows.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            QCOMPARE(found[i].window.size(), found[i].baseline.size());
            QCOMPARE(std::accumulate(found[i].window.begin(), found[i].window.end(), std::uint64_t(0)), request.rows[i].count);
            QCOMPARE(std::accumulate(found[i].baseline.begin(), found[i].baseline.end(), std::uint64_t(0)), request.rows[i].baselineCount);
            QVERIFY(found[i].urls >= 1);
        }
    }

private:
    ImportCase m_case;
    std::unique_ptr<SegmentReader> m_segments;
    LinesRequest m_request;
    std::vector<RecordReference> m_all;
};

QTEST_GUILESS_MAIN(RecordTextTest)
#include "recordtext_test.moc"
