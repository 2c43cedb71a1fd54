#include "tests/ui/samplecase.h"
#include "app/timeline/evidencereference.h"
#include "ui/actions.h"
#include "ui/analysis/kept.h"
#include "ui/analysis/subject.h"
#include "ui/convert.h"
#include "ui/models/findingsmodel.h"
#include "ui/timetext.h"
#include "ui/views/analyseview.h"
#include "ui/views/askpopup.h"
#include "ui/views/suspectlist.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>

using namespace faultline;
using namespace faultline::test;
using namespace std::chrono_literals;

namespace {

/// An hour; in its last ten minutes one method of one path fails.
std::string logWhereOnlyPostsOfOnePathFail()
{
    std::string text;
    for (int second = 0; second < 3600; ++second) {
        const QString time = QStringLiteral("10:%1:%2").arg(second / 60, 2, 10, QLatin1Char('0')).arg(second % 60, 2, 10, QLatin1Char('0'));
        for (const char* path : {"/a", "/b", "/c"}) {
            for (const char* method : {"GET", "POST"}) {
                const bool fails = second >= 3000 && std::string_view(path) == "/b" && std::string_view(method) == "POST";
                text += "192.0.2.1 - - [23/Apr/2024:" + time.toStdString() + " +0000] \"" + method + ' ' + path + " HTTP/1.1\" "
                    + (fails ? "500" : "200") + " 1000 \"-\" \"browser\" 0.010\n";
            }
        }
    }
    return text;
}

const QString culprit = QStringLiteral("path = /api/models/sentence-transformers/all-mpnet-base-v2/revision/main");

}    // namespace

class AnalyseViewTest : public QObject {
    Q_OBJECT

private slots:
    void cleanup()
    {
        m_window.reset();
        m_session.reset();
    }

    void theCulpritIsWhatIsDifferent()
    {
        open(m_hub);
        const QAbstractItemModelTester tester(&m_view->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_session->setView({at("2024-04-23T17:30Z"), at("2024-04-23T19:40Z")});
        m_session->setSelection(TimeRange{at("2024-04-23T19:10Z"), at("2024-04-23T19:30Z")});
        m_view->showPage("different here");
        QVERIFY(isAnswered());
        const Finding& first = m_view->model().findings().rows.at(0);
        QCOMPARE(first.subject, culprit);
        QVERIFY2(first.sentence.contains(QStringLiteral("expected")) || first.sentence.contains(QStringLiteral("none in the baseline")), qPrintable(first.sentence));
        QVERIFY(!first.count.isEmpty() && !first.baseline.isEmpty() && !first.method.isEmpty());
        const auto window = windowOf(first.evidence.at(0));
        QVERIFY(window);
        QCOMPARE(window->window.begin, at("2024-04-23T19:10Z"));
        QVERIFY(window->filter.find("all-mpnet-base-v2") != std::string::npos);
        QVERIFY(waitUntilIdle(m_tasks));
        const Sparkline& trend = m_view->model().findings().rows[0].trend;    // the rate jumps where the window begins
        QVERIFY(trend.own.size() > 10 && trend.turn > 0 && trend.turn < trend.own.size());
        QVERIFY(*std::max_element(trend.own.begin() + static_cast<std::ptrdiff_t>(trend.turn), trend.own.end())
                > 3 * *std::max_element(trend.own.begin(), trend.own.begin() + static_cast<std::ptrdiff_t>(trend.turn)));
        QVERIFY(footer().startsWith(QStringLiteral("Moves together; not proof.")));
    }

    void theSameQuestionHasTheSameAnswer()
    {
        open(m_hub);
        m_session->setSelection(TimeRange{at("2024-04-23T19:10Z"), at("2024-04-23T19:30Z")});
        m_view->showPage("different here");
        QVERIFY(isAnswered());
        const QStringList before = subjects();
        emit m_session->contentsChanged();
        QVERIFY(isAnswered());
        QCOMPARE(subjects(), before);
        QSignalSpy shown(m_view, &AnalyseView::shown);
        m_session->setCursor(at("2024-04-23T19:20Z"));    // asks nothing new
        m_session->selectChart(m_session->charts().back().id);
        QCOMPARE(shown.count(), 0);
        QVERIFY(m_view->isSettled());
    }

    void theNewestQuestionWins()
    {
        open(m_hub);
        m_view->showPage("different here");
        for (int minute = 0; minute < 8; ++minute)
            m_session->setSelection(TimeRange{at("2024-04-23T19:10Z"), at("2024-04-23T19:15Z") + std::chrono::minutes(2 * minute)});
        QVERIFY(isAnswered());
        QCOMPARE(m_view->model().findings().rows.at(0).window.end, at("2024-04-23T19:29Z"));
    }

    void tooLittleDataIsSaid()
    {
        open(m_hub);
        m_session->setSelection(TimeRange{at("2024-04-20T19:10Z"), at("2024-04-20T19:11Z")});
        m_view->showPage("different here");
        QVERIFY(waitUntil([this] { return m_view->isSettled(); }));
        QVERIFY2(m_view->message().startsWith(QStringLiteral("Too little data")), qPrintable(m_view->message()));
        QVERIFY(m_view->table().accessibleName() == QStringLiteral("What is different here"));
    }

    void theDatabaseMovesWithItsConnections()
    {
        open(m_flag);
        const auto& series = m_session->contents().series;
        const auto connections = std::find_if(series.begin(), series.end(), [](const SeriesInfo& info) { return info.name.find("onnections") != std::string::npos; });
        QVERIFY(connections != series.end());
        ChartSpec chart;
        chart.lines = {metricLine(connections->id)};
        m_session->selectChart(m_session->addChart(chart));
        m_session->setView({at("2023-05-11T04:00Z"), at("2023-05-11T08:00Z")});
        m_view->showPage("moved with this");
        QVERIFY(isAnswered());
        QVERIFY(m_view->model().rowCount() > 3);
        for (const Finding& finding : m_view->model().findings().rows) {
            QVERIFY(finding.about && finding.about->seriesId != connections->id);
            QVERIFY(!finding.sentence.isEmpty() && !finding.lag.isEmpty() && !finding.count.isEmpty());
        }
        QVERIFY(waitUntilIdle(m_tasks));
        const Sparkline& trend = m_view->model().findings().rows[0].trend;
        QVERIFY(trend.own.size() > 10 && !trend.other.empty());
        m_session->setCharts({});
        QVERIFY(m_view->message().startsWith(QStringLiteral("There is no chart")));
    }

    void theCascadeIsInOrder()
    {
        open(m_flag);
        m_session->setView({at("2023-05-11T04:30Z"), at("2023-05-11T07:00Z")});
        m_view->showPage("moved first");
        QVERIFY(isAnswered());
        const auto& rows = m_view->model().findings().rows;
        QVERIFY(rows.size() > 2);
        QCOMPARE(rows.front().lag, QStringLiteral("first"));
        const auto placeOf = [&](const char* part) {
            return std::find_if(rows.begin(), rows.end(), [&](const Finding& each) { return each.subject.contains(QLatin1String(part)); }) - rows.begin();
        };
        QVERIFY(placeOf("latency") <= placeOf("error"));
    }

    void unusualMomentsAreListedWithTheChangesBeforeThem()
    {
        open(m_flag);
        m_session->setView({at("2023-05-11T04:30Z"), at("2023-05-11T07:00Z")});
        m_view->showPage("unusual moment");
        QVERIFY(isAnswered());
        const auto& rows = m_view->model().findings().rows;
        QVERIFY(std::is_sorted(rows.begin(), rows.end(), [](const Finding& left, const Finding& right) { return left.at < right.at; }));
        for (const Finding& row : rows) {
            QVERIFY(m_session->window().contains(row.at));
            QVERIFY2(row.sentence.contains(QStringLiteral(" after ")), qPrintable(row.sentence));    // the flag was switched on the day before
            QVERIFY(row.lag.endsWith(QStringLiteral(" before")));
            QVERIFY(row.isMoment && !row.entry.isEmpty() && !row.evidence.empty());
        }
        QVERIFY(footer().startsWith(QStringLiteral("A change before a moment is not its cause.")));
        QVERIFY2(m_view->hint().startsWith(QStringLiteral("Return: before and after")), qPrintable(m_view->hint()));
        // Return goes there and compares, T proposes it to the timeline with its evidence.
        const Finding first = rows.front();
        press("analysis.show");
        QCOMPARE(m_session->look().comparedMoment->at, first.at);
        QCOMPARE(m_session->look().cursor, std::optional(first.at));
        EntryDraft drafted;
        connect(m_session.get(), &CaseSession::entryDraftRequested, this, [&](const EntryDraft& draft) { drafted = draft; });
        press("analysis.add");
        QCOMPARE(drafted.start, first.at);
        QVERIFY2(drafted.title.startsWith(first.subject) && drafted.title.size() > first.subject.size() + 10, qPrintable(drafted.title));
        QCOMPARE(drafted.evidence.size(), std::size_t(1));
        m_session->setCharts({});
        QVERIFY(m_view->message().startsWith(QStringLiteral("There is no chart")));
    }

    void theChangesReachBackToTheFlag()
    {
        open(m_flag);
        m_session->setView({at("2023-05-11T04:00Z"), at("2023-05-11T08:00Z")});
        m_session->showChangesBefore(at("2023-05-11T05:00Z"));
        QVERIFY(isAnswered());
        QCOMPARE(QString::fromLatin1(m_view->page().method()), QStringLiteral("changed before"));
        const auto& rows = m_view->model().findings().rows;
        const auto flag = std::find_if(rows.begin(), rows.end(), [](const Finding& each) {
            return each.subject.contains(QStringLiteral("Asynchronous prediction updates on"));
        });
        QVERIFY(flag != rows.end());
        QVERIFY(flag->at < at("2023-05-11T05:00Z") - 18h);
        QVERIFY(flag->eventId && !flag->evidence.empty());
        QVERIFY(footer().startsWith(QStringLiteral("Before it, not because of it.")));
        // Enter compares before and after it, and goes there.
        m_view->table().setCurrentIndex(m_view->model().index(static_cast<int>(flag - rows.begin()), 0));
        const Timestamp moment = flag->at;
        press("analysis.show");
        QCOMPARE(m_session->look().comparedMoment->at, moment);
        QVERIFY(m_session->view().contains(moment));
        QVERIFY(m_session->selectedEvent().has_value());
    }

    void aFindingGoesOnTheChartsAndToTheTimeline()
    {
        open(m_hub);
        m_session->setSelection(TimeRange{at("2024-04-23T19:10Z"), at("2024-04-23T19:30Z")});
        m_view->showPage("different here");
        QVERIFY(isAnswered());
        press("analysis.chart");
        const auto chart = chartWith(m_session->charts(), m_view->model().findings().rows[0].lines[0]);
        QVERIFY(chart);
        QCOMPARE(chart, chartWith(m_session->charts(), recordsLine(RecordKind::Request, Measure::Rate)));
        const auto subject = subjectOf(m_view->model().findings().rows[0].lines[0]);    // and can be asked about in turn
        QVERIFY(subject);
        QCOMPARE(subject->field, std::string("path"));
        EntryDraft drafted;
        connect(m_session.get(), &CaseSession::entryDraftRequested, this, [&](const EntryDraft& draft) { drafted = draft; });
        press("analysis.add");
        QCOMPARE(drafted.title, culprit);
        QCOMPARE(drafted.start, at("2024-04-23T19:10Z"));
        QVERIFY(windowOf(drafted.evidence.at(0)));
    }

    void aFindingIsKeptAsASuspectOnce()
    {
        open(m_hub);
        m_session->setSelection(TimeRange{at("2024-04-23T19:10Z"), at("2024-04-23T19:30Z")});
        m_view->showPage("different here");
        QVERIFY(isAnswered());
        press("analysis.keep");
        QCOMPARE(m_session->contents().hypotheses.size(), std::size_t(1));
        const Hypothesis kept = m_session->contents().hypotheses[0];
        QCOMPARE(QString::fromStdString(kept.title), culprit);
        QCOMPARE(kept.method, std::string("different here"));
        QCOMPARE(kept.supporting.size(), std::size_t(1));
        QCOMPARE(m_view->model().index(0, 0).data(FindingsModel::NoteRole).toString(), QStringLiteral("suspect"));
        press("analysis.keep");
        QVERIFY(m_session->contents().hypotheses[0] == kept);    // the same evidence says no more
        m_session->undoStack().undo();
        QVERIFY(m_session->contents().hypotheses.empty());
        QVERIFY(m_view->model().index(0, 0).data(FindingsModel::NoteRole).toString().isEmpty());
        m_session->undoStack().redo();
        QVERIFY(m_session->contents().hypotheses[0] == kept);
    }

    void findingsOfOneNameAreTwoSuspectsWhenTheyAreAboutTwo()
    {
        const auto finding = [](RecordKind kind) {
            Finding made;
            made.subject = QStringLiteral("severity = error");
            made.at = at("2024-04-23T19:10Z");
            made.window = {made.at, made.at + 20min};
            made.evidence = {evidenceOf(kind, "severity = error", made.window, {}, made.subject)};
            made.records = recordsOf(kind, "severity = error", made.window, {}, made.subject);
            return made;
        };
        const Finding operations = finding(RecordKind::Operation);
        const Finding logLines = finding(RecordKind::LogLine);
        std::vector<Hypothesis> kept;
        QCOMPARE(keptAs(kept, operations, {}), nullptr);
        kept.resize(2);
        kept[0].title = toStd(titleToKeep({}, operations, {}));
        kept[0].supporting = operations.evidence;
        QCOMPARE(kept[0].title, std::string("severity = error"));
        QCOMPARE(keptAs(kept, operations, {}), &kept[0]);
        QCOMPARE(keptAs(kept, logLines, {}), nullptr);
        kept[1].title = toStd(titleToKeep(kept, logLines, {}));
        kept[1].supporting = logLines.evidence;
        QCOMPARE(kept[1].title, std::string("severity = error (line)"));
        QCOMPARE(keptAs(kept, logLines, {}), &kept[1]);
        QCOMPARE(keptAs(kept, operations, {}), &kept[0]);
        Finding later = operations;    // elsewhere, but about the same
        later.evidence = {evidenceOf(RecordKind::Operation, "severity = error", {later.at + 1h, later.at + 2h}, {}, later.subject)};
        QCOMPARE(keptAs(kept, later, {}), &kept[0]);
    }

    void twoValuesAtOnceAreOneFinding()
    {
        ImportCase test;
        test.importText("access.log", logWhereOnlyPostsOfOnePathFail());
        test.close();
        auto session = CaseSession::open(QString::fromStdString(test.casePath()), OpenMode::Write, m_tasks);
        QVERIFY(session);
        open(std::move(*session));
        m_session->setSelection(TimeRange{at("2024-04-23T10:50Z"), at("2024-04-23T11:00Z")});
        m_view->showPage("different here");
        QVERIFY(isAnswered());
        const QString pair = QStringLiteral("method = POST and route = /b");
        const qsizetype row = subjects().indexOf(pair);
        QVERIFY2(row >= 0, qPrintable(subjects().join(QLatin1Char('\n'))));
        QVERIFY(!subjects().mid(0, row).contains(QStringLiteral("method = POST")));
        QVERIFY(waitUntilIdle(m_tasks));
        const Finding finding = m_view->model().findings().rows[static_cast<std::size_t>(row)];
        QCOMPARE(finding.count, QStringLiteral("599"));    // the one that is stamped at the begin of the window arrived before it
        QCOMPARE(std::accumulate(finding.trend.own.begin() + static_cast<std::ptrdiff_t>(finding.trend.turn), finding.trend.own.end(), 0.0), 599.0);
        m_view->table().setCurrentIndex(m_view->model().index(static_cast<int>(row), 0));
        press("analysis.chart");
        const std::string both = "(method = POST) and (route = \"/b\")";
        QCOMPARE(finding.lines[0].filter, both);
        QVERIFY(chartWith(m_session->charts(), finding.lines[0]));
        press("analysis.keep");
        QCOMPARE(m_session->contents().hypotheses.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(m_session->contents().hypotheses[0].title), pair);
        QCOMPARE(windowOf(m_session->contents().hypotheses[0].supporting.at(0))->filter, both);
        std::optional<EvidenceRequest> shown;
        connect(m_session.get(), &CaseSession::evidenceRequested, this, [&](const EvidenceRequest& request) { shown = request; });
        press("analysis.show");
        QVERIFY(shown);
        QCOMPARE(shown->filter, both);
    }

    void noFigureIsCut()
    {
        open(m_flag);
        m_session->setView({at("2023-05-11T04:00Z"), at("2023-05-11T08:00Z")});
        m_session->showChangesBefore(at("2023-05-11T05:00Z"));
        QVERIFY(isAnswered());
        const QFontMetricsF metrics(m_theme.tabular());
        bool isChecked = false;
        for (int row = 0; row < m_view->model().rowCount(); ++row) {
            const QString text = m_view->model().index(row, FindingsModel::Count).data().toString();
            const int width = m_view->table().columnWidth(FindingsModel::Count) - 16;    // a margin of 8 on both sides
            QVERIFY(!m_view->table().isColumnHidden(FindingsModel::Count));
            QVERIFY2(metrics.horizontalAdvance(text) < width, qPrintable(text));
            QCOMPARE(QFontMetrics(m_theme.tabular()).elidedText(text, Qt::ElideRight, width), text);
            isChecked = isChecked || text.startsWith(QLatin1Char('<'));
        }
        QVERIFY(isChecked);
    }

    void rulingOutAsksForItsReason()
    {
        open(m_hub);
        Hypothesis idea;
        idea.title = "<b>resize</b>";
        idea.window = m_session->window();
        QVERIFY(m_session->editor().addHypothesis(idea));
        m_session->noteEdit();
        QCOMPARE(m_suspects->topLevelItemCount(), 1);
        QCOMPARE(m_suspects->topLevelItem(0)->text(0), QStringLiteral("<b>resize</b>"));
        QCOMPARE(m_suspects->topLevelItem(0)->text(1), QStringLiteral("open"));
        press("panel.suspects");
        press("suspect.ruleOut");
        auto* popup = m_window->findChild<AskPopup*>();
        QVERIFY(popup && popup->isVisible());
        auto* reason = popup->findChild<QLineEdit*>();
        QTest::keyClick(reason, Qt::Key_Return);
        QVERIFY(popup->isVisible());    // no reason, no ruling out
        QVERIFY(m_session->contents().hypotheses[0].status == HypothesisStatus::Open);
        QTest::keyClicks(reason, QStringLiteral("it was a day before"));
        QTest::keyClick(reason, Qt::Key_Return);
        QVERIFY(!popup->isVisible());
        QVERIFY(m_session->contents().hypotheses[0].status == HypothesisStatus::RuledOut);
        QCOMPARE(m_session->contents().hypotheses[0].reason, std::string("it was a day before"));
        QCOMPARE(m_suspects->topLevelItem(0)->text(1), QStringLiteral("ruled out"));
        QVERIFY(m_suspects->topLevelItem(0)->font(0).strikeOut());
        press("suspect.reopen");
        QVERIFY(m_session->contents().hypotheses[0].status == HypothesisStatus::Open);
        m_session->undoStack().undo();
        QVERIFY(m_session->contents().hypotheses[0].status == HypothesisStatus::RuledOut);
    }

    void selectedEvidenceSpeaksForAndAgainst()
    {
        open(m_hub);
        Hypothesis idea;
        idea.title = "cache";
        idea.window = m_session->window();
        QVERIFY(m_session->editor().addHypothesis(idea));
        m_session->noteEdit();
        press("panel.suspects");
        QSignalSpy failed(m_session.get(), &CaseSession::failed);
        press("suspect.for");
        QCOMPARE(failed.count(), 1);    // nothing is selected
        m_session->selectEvidence({evidenceOf(LineReference{1, 5}, "hub-access.log:5")});
        press("suspect.for");
        m_session->selectEvidence({});
        m_session->setSelection(TimeRange{at("2024-04-23T19:10Z"), at("2024-04-23T19:30Z")});
        press("suspect.against");
        const Hypothesis& after = m_session->contents().hypotheses[0];
        QCOMPARE(after.supporting.at(0).caption, std::string("hub-access.log:5"));
        QCOMPARE(after.opposing.size(), std::size_t(1));
        QCOMPARE(m_suspects->topLevelItem(0)->text(1), QStringLiteral("for 1 · against 1"));
        press("suspect.remove");
        QVERIFY(m_suspects->isEmpty() && !m_suspects->isVisible());
        m_session->undoStack().undo();
        QCOMPARE(m_session->contents().hypotheses[0].supporting.size(), std::size_t(1));
    }

    void pagesAreTurnedByKeys()
    {
        open(m_flag);
        m_session->setView({at("2023-05-11T04:30Z"), at("2023-05-11T07:00Z")});
        m_view->showPage("different here");
        QVERIFY(isAnswered());
        m_view->table().setFocus();
        QStringList titles;
        for (int i = 0; i < 6; ++i) {
            titles << m_view->page().title();
            press("analysis.nextPage");
            QVERIFY(waitUntil([this] { return m_view->isSettled(); }));
        }
        QCOMPARE(titles, (QStringList{QStringLiteral("Different here"), QStringLiteral("Moved with this"), QStringLiteral("Changed before"),
                                      QStringLiteral("Moved first"), QStringLiteral("Unusual"), QStringLiteral("Load")}));
        QCOMPARE(m_view->page().title(), QStringLiteral("Different here"));
    }

    void whatIsHiddenAsksNothing()
    {
        open(m_hub);
        m_view->hide();
        QVERIFY(waitUntilIdle(m_tasks));
        QSignalSpy shown(m_view, &AnalyseView::shown);
        m_session->setSelection(TimeRange{at("2024-04-23T19:10Z"), at("2024-04-23T19:30Z")});
        QVERIFY(!m_view->isSettled());
        QCOMPARE(m_tasks.pending(TaskRunner::Lane::Background), 0);
        m_view->show();
        QVERIFY(isAnswered());
    }

private:
    void open(SampleCase& sample) { open(sample.open(m_tasks)); }
    void open(std::unique_ptr<CaseSession> session)
    {
        m_session = std::move(session);
        m_session->setCharts(defaultCharts(m_session->contents()));
        m_window = std::make_unique<QMainWindow>();
        m_actions = new Actions(m_window.get());
        auto* both = new QWidget(m_window.get());
        auto* column = new QVBoxLayout(both);
        m_suspects = new SuspectList(*m_session, *m_actions, m_theme, both);
        m_view = new AnalyseView(*m_session, *m_actions, m_theme, both);
        column->addWidget(m_suspects);
        column->addWidget(m_view, 1);
        m_window->setCentralWidget(both);
        m_window->resize(1000, 600);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }

    void press(const char* action) { m_actions->action(action)->trigger(); }
    bool isAnswered()
    {
        const auto isThere = [this] { return m_view->isSettled() && m_view->model().rowCount() > 0; };
        bool isDone = waitUntil(isThere);
        for (int more = 0; !isDone && !m_view->isSettled() && more < 9; ++more)    // a busy machine
            isDone = waitUntil(isThere);
        if (!isDone)
            qInfo("it says: %s", qPrintable(m_view->message()));
        return isDone;
    }
    QStringList subjects()
    {
        QStringList all;
        for (const Finding& finding : m_view->model().findings().rows)
            all << finding.subject;
        return all;
    }
    QString footer() const { return m_view->footer(); }

    SampleCase m_hub;
    SampleCase m_flag{"flag-rollout"};
    TaskRunner m_tasks;
    Theme m_theme;
    std::unique_ptr<CaseSession> m_session;
    std::unique_ptr<QMainWindow> m_window;
    Actions* m_actions = nullptr;
    AnalyseView* m_view = nullptr;
    SuspectList* m_suspects = nullptr;
};

QTEST_MAIN(AnalyseViewTest)
#include "analyseview_test.moc"
