// Suspects that were kept: stored, taken back, written with the timeline and read again; cases of the schema before.

#include "app/export/timelineexport.h"
#include "app/store/caseeditor.h"
#include "app/store/casefile.h"
#include "app/store/casereader.h"
#include "app/store/schema.h"
#include "app/store/sourcereferences.h"
#include "app/timeline/evidencereference.h"
#include "app/timeline/hypothesisevent.h"
#include "importers/timelines/timelinejson.h"
#include "importers/timelines/timelinemarkdown.h"
#include "tests/importers/timelinesupport.h"
#include "tests/support/importcase.h"

#include <QtTest/QtTest>

using namespace faultline;
using namespace faultline::test;

namespace {

const Timestamp begin = timestampFrom(1'683'781'200'000'000'000);    // 2023-05-11T05:00:00Z
const TimeRange window{begin, begin + std::chrono::hours(3)};

Hypothesis flagSuspect()
{
    Hypothesis flag;
    flag.title = "Flag \"record-output\" | on";
    flag.status = HypothesisStatus::Supported;
    flag.reason = "latency fell when it was reverted";
    flag.method = "changed before";
    flag.window = window;
    flag.supporting = {evidenceOf(WindowReference{window, RecordKind::Request, "status >= 500"}, "status >= 500"),
                       linkEvidence("https://status.example.org/1", "report")};
    flag.opposing = {evidenceOf(LineReference{1, 3}, "access.log:3")};
    return flag;
}

Hypothesis resize()
{
    Hypothesis suspect;
    suspect.title = "Resize of the database";
    suspect.window = window;
    return suspect;
}

void forgetIds(Hypothesis& hypothesis)
{
    hypothesis.id = hypothesis.position = 0;
    for (auto* side : {&hypothesis.supporting, &hypothesis.opposing})
        for (Evidence& one : *side)
            one.id = one.entryId = 0;
}

std::vector<Hypothesis> stored(ImportCase& test)
{
    auto all = CaseReader(test.file().database()).hypotheses();
    return all ? *all : std::vector<Hypothesis>();
}

TimelineEntry oneEntry()
{
    TimelineEntry entry;
    entry.start = begin;
    entry.precision = Precision::Minute;
    entry.title = "5xx rise";
    return entry;
}

/// As the version before made it.
void giveSchemaOne(ImportCase& test)
{
    const std::string_view first = migrations().front();
    const std::size_t from = first.find("CREATE TABLE hypothesis");
    const std::size_t to = first.find(';', from) + 1;
    const Result<void> done = test.file().database().execute("DROP TABLE url_template; DROP TABLE url_rule; DROP TABLE hypothesis_evidence; DROP TABLE hypothesis; "
                                                             + std::string(first.substr(from, to - from)) + " PRAGMA user_version = 1");
    QVERIFY2(done, done ? "" : done.error().message().c_str());
    test.close();
}

}    // namespace

class HypothesesTest : public QObject {
    Q_OBJECT

private slots:
    void theyComeBackInTheirOrderWithWhatSpeaksForAndAgainst()
    {
        ImportCase test;
        CaseEditor editor(test.file().database(), "tester");
        const auto first = editor.addHypothesis(flagSuspect());
        QVERIFY(first);
        const auto second = editor.addHypothesis(resize());
        QVERIFY(second);
        const auto all = stored(test);
        QCOMPARE(all.size(), std::size_t{2});
        QVERIFY(all[0] == *first);
        QVERIFY(all[1] == *second);
        QCOMPARE(all[0].supporting.size(), std::size_t{2});
        QCOMPARE(all[0].opposing.at(0).caption, std::string("access.log:3"));
        QCOMPARE(all[1].position, std::int64_t{1});
    }

    void ruledOutNeedsAReason()
    {
        ImportCase test;
        CaseEditor editor(test.file().database(), "tester");
        Hypothesis suspect = *editor.addHypothesis(resize());
        suspect.status = HypothesisStatus::RuledOut;
        suspect.reason = " ";
        const auto refused = editor.setHypothesis(suspect);
        QVERIFY(!refused);
        QVERIFY2(refused.error().why.find("without a reason") != std::string::npos, refused.error().why.c_str());
        QVERIFY(stored(test).front().status == HypothesisStatus::Open);
        suspect.reason = "it was there a day before";
        QVERIFY(editor.setHypothesis(suspect));
        QVERIFY(stored(test).front().status == HypothesisStatus::RuledOut);
    }

    void badOnesAreRefused_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("no name") << QStringLiteral("title");
        QTest::newRow("no time") << QStringLiteral("window");
        QTest::newRow("bad text") << QStringLiteral("text");
        QTest::newRow("empty evidence") << QStringLiteral("evidence");
    }

    void badOnesAreRefused()
    {
        QFETCH(QString, what);
        ImportCase test;
        Hypothesis suspect = flagSuspect();
        if (what == QLatin1String("title"))
            suspect.title = "  ";
        if (what == QLatin1String("window"))
            suspect.window = TimeRange{};
        if (what == QLatin1String("text"))
            suspect.reason = "\xff";
        if (what == QLatin1String("evidence"))
            suspect.opposing.front().reference.clear();
        QVERIFY(!CaseEditor(test.file().database(), "tester").addHypothesis(suspect));
        QVERIFY(stored(test).empty());
        QCOMPARE(test.query("SELECT count(*) FROM change"), std::string("0"));
    }

    void everyEditGivesBackWhatWasBeforeAndIsLogged()
    {
        ImportCase test;
        CaseEditor editor(test.file().database(), "tester");
        const Hypothesis added = *editor.addHypothesis(flagSuspect());
        Hypothesis after = added;
        after.opposing.clear();
        after.title = "The flag";
        QVERIFY(*editor.setHypothesis(after) == added);
        QVERIFY(*editor.setHypothesis(added) == after);    // and back
        QVERIFY(stored(test).front() == added);
        QVERIFY(*editor.removeHypothesis(added.id) == added);
        QVERIFY(stored(test).empty());
        QCOMPARE(test.query("SELECT count(*) FROM hypothesis_evidence"), std::string("0"));
        QVERIFY(*editor.addHypothesis(added) == added);    // undo of the removal
        QCOMPARE(test.query("SELECT group_concat(what, ', ') FROM change"),
                 std::string("hypothesis 1 added, hypothesis 1 set, hypothesis 1 set, hypothesis 1 removed, hypothesis 1 added"));
        QVERIFY(!editor.setHypothesis(resize()));          // there is none with its id
    }

    void evidenceFollowsASourceThatIsReplaced()
    {
        ImportCase test;
        const Source old = test.importText("access.log", accessLog(10));
        const Source replaced = test.importText("again.log", accessLog(11));
        QVERIFY(CaseEditor(test.file().database(), "tester").addHypothesis(flagSuspect()));
        QVERIFY(moveReferences(test.file().database(), old.id, replaced.id));
        QCOMPARE(stored(test).front().opposing.front().reference, std::to_string(replaced.id) + ":3");
    }

    void aCaseOfTheSchemaBeforeIsReadAndBroughtUp()
    {
        ImportCase test;
        test.importText("access.log", accessLog(10));
        giveSchemaOne(test);
        {
            auto read = CaseFile::open(test.casePath(), OpenMode::Read);
            QVERIFY2(read, read ? "" : read.error().message().c_str());
            const auto none = CaseReader(read->database()).hypotheses();
            QVERIFY(none && none->empty());
        }
        QVERIFY(CaseEditor(test.file().database(), "tester").addHypothesis(flagSuspect()));    // opened for writing
        QCOMPARE(test.query("PRAGMA user_version"), std::to_string(currentSchema));
        QCOMPARE(stored(test).size(), std::size_t{1});
        QCOMPARE(test.query("SELECT count(*) FROM source"), std::string("1"));
    }

    void jsonComesBack()
    {
        TimelineExportOptions options;
        options.format = TimelineFormat::Json;
        options.hypotheses = {flagSuspect(), resize()};
        const EventSink sink = readEvents(TimelineJson(), exportTimeline({oneEntry()}, options), "timeline.json");
        QVERIFY(sink.rejects.empty());
        QCOMPARE(sink.events.size(), std::size_t{3});
        QVERIFY(!hypothesisFromEvent(sink.events[0]));
        auto flag = hypothesisFromEvent(sink.events[1]);
        QVERIFY(flag);
        Hypothesis expected = flagSuspect();
        expected.opposing.clear();    // a line is named by the numbers of its case, which mean something else in another
        forgetIds(*flag);
        QVERIFY(*flag == expected);
        QVERIFY(*hypothesisFromEvent(sink.events[2]) == resize());
    }

    void markdownAndHtmlHaveASectionThatIsNoPartOfTheTimeline()
    {
        TimelineExportOptions options;
        options.hypotheses = {flagSuspect(), resize()};
        options.hypotheses[1].status = HypothesisStatus::RuledOut;
        options.hypotheses[1].reason = "latency rose 18 hours later\nand the size was right";
        const std::string text = exportTimeline({oneEntry()}, options);
        QCOMPARE(QString::fromStdString(text.substr(text.find("\n## "))),
                 QStringLiteral("\n## Suspects\n\n| Suspect | Status | Why | Found by | For | Against |\n| --- | --- | --- | --- | --- | --- |\n"
                                "| Flag \"record-output\" \\| on | supported | latency fell when it was reverted | changed before | "
                                "status \\>= 500 (2023-05-11 05:00 – 08:00); report `(https://status.example.org/1)` | access.log:3 |\n"
                                "| Resize of the database | ruled out | latency rose 18 hours later&#10;and the size was right |  |  |  |\n"));
        const EventSink sink = readEvents(TimelineMarkdown(), text, "timeline.md");
        QCOMPARE(sink.events.size(), std::size_t{1});
        QCOMPARE(sink.events.front().title, std::string("5xx rise"));
        options.format = TimelineFormat::Html;
        options.hypotheses.front().title = "<script>";
        const std::string html = exportTimeline({oneEntry()}, options);
        QVERIFY(html.find("<h2>Suspects</h2>") != std::string::npos && html.find("<script>") == std::string::npos);
        options.format = TimelineFormat::Csv;
        QCOMPARE(exportTimeline({oneEntry()}, options).find("Suspect"), std::string::npos);    // one table only
    }

    void secretsAreMaskedInThemToo()
    {
        TimelineExportOptions options;
        options.redaction = Redaction::Masked;
        options.hypotheses = {resize()};
        options.hypotheses.front().title = "client 203.0.113.7";
        options.hypotheses.front().reason = "password=hunter22";
        options.hypotheses.front().supporting = {linkEvidence("https://example.org/?key=12345", "seen by 203.0.113.8")};
        const std::string text = exportTimeline({oneEntry()}, options);
        for (const char* secret : {"203.0.113.7", "hunter22", "12345", "203.0.113.8"})
            QVERIFY2(text.find(secret) == std::string::npos, text.c_str());
    }
};

QTEST_GUILESS_MAIN(HypothesesTest)
#include "hypotheses_test.moc"
