#include "tests/ui/chartsupport.h"
#include "ui/charts/momentfinder.h"

#include <QSignalSpy>

using namespace faultline;
using namespace faultline::test;

/// Unusual moments as small signs at the foot of the charts.
class UnusualMomentsTest : public QObject {
    Q_OBJECT

private slots:
    void theCrashIsMarkedAndIsNoEvent()
    {
        Stack s(m_sample, m_tasks, {chartOf(recordsLine(RecordKind::Request, Measure::DurationP50))});
        QVERIFY(found(s));
        const auto& marks = s.chart(0).plot().marks().marks.moments;
        QVERIFY(!marks.empty());
        QVERIFY(std::any_of(marks.begin(), marks.end(), [](const auto& mark) { return secondCrash.contains(mark.span.begin); }));
        QVERIFY(s.chart(0).plot().marks().marks.eventLines.empty());
    }

    void theKeysGoFromOneToTheNext()
    {
        Stack s(m_sample, m_tasks, {chartOf(recordsLine(RecordKind::Request, Measure::DurationP50))});
        QVERIFY(found(s));
        const auto moments = s.chart(0).moments();
        QVERIFY(moments.size() > 1);
        s.session->setView({moments.front().span.begin - std::chrono::minutes(30), moments.front().span.begin + std::chrono::minutes(30)});
        s.key(Qt::Key_N);
        QCOMPARE(s.session->look().cursor, std::optional(moments[0].span.begin));
        QCOMPARE(s.chart(0).plot().marks().marks.momentText, moments[0].sentence);
        QVERIFY2(s.chart(0).summary().contains(moments[0].sentence), qPrintable(s.chart(0).summary()));
        s.key(Qt::Key_N);
        QCOMPARE(s.session->look().cursor, std::optional(moments[1].span.begin));
        QVERIFY(s.session->view().contains(moments[1].span.begin));    // it went there
        s.key(Qt::Key_N, Qt::ShiftModifier);
        QCOMPARE(s.session->look().cursor, std::optional(moments[0].span.begin));
    }

    void markingOneProposesItToTheTimeline()
    {
        Stack s(m_sample, m_tasks, {chartOf(recordsLine(RecordKind::Request, Measure::DurationP50))});
        QVERIFY(found(s));
        const ChartMoment first = s.chart(0).moments().front();
        s.session->setView({first.span.begin - std::chrono::minutes(30), first.span.begin + std::chrono::minutes(30)});
        EntryDraft drafted;
        connect(s.session.get(), &CaseSession::entryDraftRequested, this, [&](const EntryDraft& draft) { drafted = draft; });
        s.key(Qt::Key_N);
        s.key(Qt::Key_M);
        QCOMPARE(drafted.start, first.span.begin);
        QVERIFY2(drafted.title.endsWith(first.sentence), qPrintable(drafted.title));
        QCOMPARE(drafted.evidence.size(), std::size_t(1));
    }

    void aKeyHidesThemAndShowsThemAgain()
    {
        Stack s(m_sample, m_tasks, {chartOf(recordsLine(RecordKind::Request, Measure::DurationP50))});
        QVERIFY(found(s));
        const std::size_t all = s.chart(0).moments().size();
        QVERIFY(s.actions.action("chart.moments")->isChecked());
        s.key(Qt::Key_V, Qt::ShiftModifier);
        QVERIFY(s.chart(0).moments().empty() && s.chart(0).plot().marks().marks.moments.empty());
        QVERIFY(!s.actions.action("chart.moments")->isChecked());
        s.key(Qt::Key_V, Qt::ShiftModifier);
        QCOMPARE(s.chart(0).moments().size(), all);    // nothing is asked again
        QVERIFY(s.stack->moments().isSettled());
    }

    void aHiddenLineHasNoMarks()
    {
        ChartSpec chart = chartOf(recordsLine(RecordKind::Request, Measure::DurationP50));
        chart.lines.push_back(recordsLine(RecordKind::Request, Measure::DurationP95));
        Stack s(m_sample, m_tasks, {chart});
        QVERIFY(found(s));
        const auto countOf = [&](int line) {
            const auto& all = s.chart(0).moments();
            return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [line](const ChartMoment& each) { return each.line == line; }));
        };
        QVERIFY(countOf(0) > 0 && countOf(1) > 0);
        ChartSpec hidden = s.chart(0).spec();
        hidden.hidden = {1};
        s.stack->edit(hidden);
        s.stack->refreshNow();
        QCOMPARE(s.chart(0).plot().marks().marks.moments.size(), countOf(0));
    }

    void theyAreLookedForAgainWithTheFilter()
    {
        Stack s(m_sample, m_tasks, {chartOf(recordsLine(RecordKind::Request, Measure::Rate))});
        QVERIFY(found(s));
        QSignalSpy changed(&s.stack->moments(), &MomentFinder::changed);
        s.session->setFilterText(QStringLiteral("status >= 500"));
        QVERIFY(!s.stack->moments().isSettled());
        QVERIFY(found(s));
        QVERIFY(changed.count() > 0);
    }

    void theSignsArePaintedAtTheFoot()
    {
        Stack s(m_sample, m_tasks, {chartOf(recordsLine(RecordKind::Request, Measure::DurationP50))});
        QVERIFY(found(s));
        const auto foot = [&] {
            const QRect plot = s.chart(0).plot().plotRect();
            return s.chart(0).plot().grab(QRect(plot.left(), plot.bottom() - 9, plot.width(), 9)).toImage();
        };
        const QImage with = foot();
        s.key(Qt::Key_V, Qt::ShiftModifier);
        QVERIFY(with != foot());
    }

private:
    static bool found(Stack& s)
    {
        const bool isFound = waitUntil([&s] { return s.stack->moments().isSettled(); });
        s.stack->refreshNow();
        return isFound && s.isReady;
    }

    SampleCase m_sample;
    TaskRunner m_tasks;
};

QTEST_MAIN(UnusualMomentsTest)
#include "unusualmoments_test.moc"
