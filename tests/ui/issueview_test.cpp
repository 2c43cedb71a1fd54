#include "tests/ui/samplecase.h"
#include "ui/actions.h"
#include "ui/models/issuemodel.h"
#include "ui/views/issueview.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace faultline;
using namespace faultline::test;

class IssueViewTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        std::string broken = accessLog(40);
        broken += "this is no access line <b>at all</b>\n\x1b[31mneither is this\n";
        broken += accessLog(200).substr(accessLog(40).size());
        ImportRequest request;
        request.paths = {m_folder.write("broken.log", broken),
                         m_folder.write("night.md", "# 2024\n\nAll times UTC.\n\n- Tuesday 2024-04-24 08:00 UTC hub is down\n- 2024-04-24 08:20 UTC back\n"
                                                    "- 2024-04-24 09:00 UTC done\n")};
        m_folder.import(request);
        m_folder.close();
    }

    void init()
    {
        auto opened = CaseSession::open(QString::fromStdString(m_folder.casePath()), OpenMode::Write, m_tasks);
        QVERIFY(opened.has_value());
        m_session = std::move(*opened);
        m_window = std::make_unique<QMainWindow>();
        m_actions = new Actions(m_window.get());
        m_view = new IssueView(*m_session, *m_actions, m_theme, m_window.get());
        m_window->setCentralWidget(m_view);
        m_window->resize(1000, 300);
        m_window->show();
        m_tree = m_view->findChild<QTreeView*>();
    }

    void cleanup()
    {
        m_window.reset();
        m_session.reset();
    }

    void problemsAreGroupedByKindTheGravestFirst()
    {
        const IssueModel& model = m_view->model();
        const QAbstractItemModelTester tester(m_view->findChild<IssueModel*>());
        QVERIFY(model.rowCount() >= 2);
        const QModelIndex first = model.index(0, 0);
        const Issue* rejected = model.issueAt(model.index(0, 0, first));
        QVERIFY(rejected && rejected->isRejection);
        QCOMPARE(rejected->line, std::uint64_t(41));
        QCOMPARE(model.index(0, IssueModel::SourceName, first).data().toString(), QStringLiteral("broken.log"));
        QCOMPARE(model.index(0, IssueModel::Lines, first).data().toString(), QStringLiteral("2"));
        QVERIFY(!titles().filter(QStringLiteral("Weekday and date disagree (1)")).isEmpty());
    }

    void hostileTextStaysText()
    {
        const QModelIndex row = m_view->model().index(0, IssueModel::Excerpt, m_view->model().index(0, 0));
        QVERIFY(row.data().toString().contains(QStringLiteral("<b>at all</b>")));
        QVERIFY(row.data(Qt::ToolTipRole).toString().contains(QStringLiteral("&lt;b&gt;")));
    }

    void theTotalsAddUp()
    {
        QVERIFY2(m_view->totals().contains(QStringLiteral("2 rejected")), qPrintable(m_view->totals()));
        std::uint64_t lines = 0;
        for (const Source& source : m_session->contents().sources) {
            QCOMPARE(source.lines, source.recordLines + source.skipped + source.rejected);
            lines += source.lines;
        }
        QVERIFY(m_view->totals().startsWith(QString::number(lines) + QStringLiteral(" lines")));
    }

    void enterOpensTheLineInEvidence()
    {
        QSignalSpy requests(m_session.get(), &CaseSession::evidenceRequested);
        m_tree->setFocus();
        m_tree->setCurrentIndex(m_view->model().index(0, 0, m_view->model().index(0, 0)));
        QTest::keyClick(m_tree, Qt::Key_Return);
        QCOMPARE(requests.count(), 1);
        const auto request = requests.front().front().value<EvidenceRequest>();
        QCOMPARE(*request.line, std::uint64_t(41));
        QCOMPARE(m_session->contents().source(*request.sourceId)->name, std::string("broken.log"));
    }

    void aSearchLeavesWhatHoldsIt()
    {
        m_view->find();
        QTest::keyClicks(m_view->findChild<QLineEdit*>(), QStringLiteral("weekday"));
        QCOMPARE(m_view->model().rowCount(), 1);
        QCOMPARE(m_view->model().issueCount(), 1);
        QTest::keyClick(m_view->findChild<QLineEdit*>(), Qt::Key_Escape);
        QVERIFY(m_view->model().rowCount() >= 2);
    }

    void problemsAreCopiedAsATable()
    {
        m_view->copy();
        const QString text = QGuiApplication::clipboard()->text();
        QVERIFY(text.startsWith(QStringLiteral("Kind\tSource\tLine")));
        QVERIFY(text.contains(QStringLiteral("broken.log\t41\t2")));
        QVERIFY(QGuiApplication::clipboard()->mimeData()->hasFormat(QStringLiteral("text/csv")));
    }

private:
    QStringList titles() const
    {
        QStringList all;
        for (int row = 0; row < m_view->model().rowCount(); ++row)
            all << m_view->model().index(row, 0).data().toString();
        return all;
    }

    ImportCase m_folder;
    TaskRunner m_tasks;
    Theme m_theme;
    std::unique_ptr<CaseSession> m_session;
    std::unique_ptr<QMainWindow> m_window;
    Actions* m_actions = nullptr;
    IssueView* m_view = nullptr;
    QTreeView* m_tree = nullptr;
};

QTEST_MAIN(IssueViewTest)
#include "issueview_test.moc"
