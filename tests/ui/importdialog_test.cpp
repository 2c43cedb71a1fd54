#include "importers/builtinimporters.h"
#include "tests/ui/samplecase.h"
#include "ui/dialogs/importdialog.h"
#include "ui/models/importmodel.h"
#include "ui/models/previewmodel.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTest>

using namespace faultline;
using namespace faultline::test;

namespace {

QString sample(const char* name)
{
    return QLatin1String(FAULTLINE_SOURCE_DIR "/sample-data/hub-outage/") + QLatin1String(name);
}

}    // namespace

class ImportDialogTest : public QObject {
    Q_OBJECT

private slots:
    void threeFilesAreRecognizedAndTheContradictionIsAsked()
    {
        const auto dialog = open({sample("timeline.md"), sample("hub-access.log.gz"), sample("network-out.json")});
        const ImportModel& model = dialog->model();
        const QAbstractItemModelTester tester(dialog->findChild<ImportModel*>());
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(text(model, 0, ImportModel::Format), QStringLiteral("Timeline in Markdown (table, headings or list)"));
        QVERIFY(text(model, 1, ImportModel::Format).startsWith(QStringLiteral("Combined")));
        QVERIFY(text(model, 2, ImportModel::Format).startsWith(QStringLiteral("Prometheus")));
        QCOMPARE(text(model, 1, ImportModel::Time), QStringLiteral("in each line: proven"));
        QCOMPARE(text(model, 0, ImportModel::Problems), QStringLiteral("1 question"));
        QVERIFY(!button(*dialog, "import")->isEnabled());
        // The focus is on the answer that the text proves.
        auto* answer = qobject_cast<QPushButton*>(dialog->focusWidget());
        QVERIFY(answer);
        QCOMPARE(answer->text(), QStringLiteral("Use CET, then +02:00"));
        QTest::keyClick(answer, Qt::Key_Return);
        QVERIFY(waitUntil([&] { return button(*dialog, "import")->isEnabled(); }));
        QCOMPARE(model.draft(0).preview.rows.front().written, std::string("22/04 8:45"));
        QCOMPARE(formatUtc(*model.draft(0).preview.rows.front().time), std::string("2024-04-22T06:45:00Z"));
        const auto requests = dialog->requests();
        QCOMPARE(requests.size(), std::size_t(3));
        QCOMPARE(requests[0].choices.front().options.zone->name(), std::string("CET"));
        QCOMPARE(dialog->timelineRows(), TimelineRows::IntoTimeline);
    }

    void keepingTheWrittenZoneMovesThePreviewByAnHour()
    {
        const auto dialog = open({sample("timeline.md")});
        QTest::keyClick(answerButton(*dialog, QStringLiteral("Keep +01:00")), Qt::Key_Space);
        QVERIFY(waitUntil([&] { return button(*dialog, "import")->isEnabled(); }));
        QCOMPARE(formatUtc(*dialog->model().draft(0).preview.rows.front().time), std::string("2024-04-22T07:45:00Z"));
    }

    void aYearThatIsNotWrittenIsAskedWithTheYearOfAnotherSource()
    {
        const auto file = m_folder.write("syslog-like.md", "# Night\n\nAll times UTC.\n\n- 11 May 05:45 UTC pages fire\n- 11 May 05:46 UTC on call looks\n"
                                                           "- 11 May 07:31 UTC flag is off\n");
        const auto dialog = open({QString::fromStdString(file), sample("network-out.json")});
        const auto questions = openQuestions(dialog->model().draft(0), dialog->model().hints());
        QVERIFY(!questions.empty());
        QCOMPARE(questions.front().kind, ImportQuestionKind::Year);
        QVERIFY2(questions.front().text.contains(QStringLiteral("network-out.json is of 2024")), qPrintable(questions.front().text));
        QTest::keyClick(answerButton(*dialog, QStringLiteral("Use 2024")), Qt::Key_Return);
        QVERIFY(waitUntil([&] { return button(*dialog, "import")->isEnabled(); }));
        QCOMPARE(formatUtc(*dialog->model().draft(0).preview.first), std::string("2024-05-11T05:45:00Z"));
    }

    void decideLaterIsAnAnswer()
    {
        const auto dialog = open({sample("timeline.md")});
        QTest::keyClick(answerButton(*dialog, QStringLiteral("Decide later")), Qt::Key_Return);
        QVERIFY(button(*dialog, "import")->isEnabled());
        QVERIFY(!dialog->requests()[0].choices.front().options.zone);
    }

    void anUnreadableFileShowsItsErrorAndDoesNotStopTheOthers()
    {
        const auto dialog = open({QString::fromStdString(m_folder.path("gone.log")), sample("hub-access.log.gz")});
        QCOMPARE(dialog->model().rowCount(), 2);
        QVERIFY(dialog->model().draft(0).preview.error.has_value());
        QVERIFY(!text(dialog->model(), 0, ImportModel::Problems).isEmpty());
        QVERIFY(button(*dialog, "import")->isEnabled());
        QCOMPARE(dialog->requests().size(), std::size_t(1));
    }

    void anUnknownTextAsksForItsFormatAndTakesAPastedOne()
    {
        const auto file = m_folder.write("odd.log", "203.0.113.7 at{23/Apr/2024:21:29:58 +0200} /api/models 200\n203.0.113.8 at{23/Apr/2024:21:29:59 +0200} /api/x 503\n");
        const auto dialog = open({QString::fromStdString(file)});
        QVERIFY(!button(*dialog, "import")->isEnabled());
        QLineEdit* pasted = nullptr;
        for (auto* line : dialog->findChildren<QLineEdit*>())
            if (line->accessibleName() == QStringLiteral("Pasted log format"))
                pasted = line;
        QVERIFY(pasted && pasted->isVisible());
        pasted->setFocus();
        QTest::keyClicks(pasted, QStringLiteral("$remote_addr at{$time_local} $uri $status"));
        QTest::keyClick(pasted, Qt::Key_Tab);
        QVERIFY(waitUntil([&] { return button(*dialog, "import")->isEnabled(); }));
        QCOMPARE(dialog->model().draft(0).preview.records, std::uint64_t(2));
        QCOMPARE(dialog->model().draft(0).preview.rows[1].becomes, std::string("/api/x 503"));
    }

    void columnsOfATableCanBeGivenOtherRoles()
    {
        const auto file = m_folder.write("table.csv", "when,cpu (%),shard\n2024-04-23T10:00:00Z,41,1\n2024-04-23T10:01:00Z,43,2\n2024-04-23T10:02:00Z,44,1\n");
        const auto dialog = open({QString::fromStdString(file)});
        const auto columns = dialog->model().draft(0).preview.columns;
        QCOMPARE(columns.size(), std::size_t(3));
        QCOMPARE(columns[0].role, std::string("time"));
        QCOMPARE(columns[1].role, std::string("value"));
        QCOMPARE(columns[1].unit, std::string("%"));
        QCOMPARE(columns[1].examples, (std::vector<std::string>{"41", "43", "44"}));
        auto* table = dialog->findChild<QTableWidget*>();
        QVERIFY(table);
        auto* box = qobject_cast<QComboBox*>(table->cellWidget(2, 1));
        QVERIFY(box);
        box->setCurrentIndex(box->findData(QStringLiteral("label")));
        emit box->activated(box->currentIndex());
        QVERIFY(waitUntil([&] { return button(*dialog, "import")->isEnabled() && dialog->model().draft(0).preview.columns[2].role == "label"; }));
        QVERIFY2(dialog->model().draft(0).preview.rows[1].becomes == "cpu 2 = 43 %", dialog->model().draft(0).preview.rows[1].becomes.c_str());
        QCOMPARE(dialog->requests()[0].choices[0].options.columns.at("label"), std::string("shard"));
    }

    void aPathAmongTheKeysMakesRequestsOfValues()
    {
        const auto file = m_folder.write("pages.jsonl", pages("checkout"));
        const auto dialog = open({QString::fromStdString(file)});
        QCOMPARE(rolesOf(*dialog, 0), QStringLiteral("at=time page=label code=value took=value"));
        choose(*dialog, 1, Column::Role, "path");
        QVERIFY(waitUntil([&] { return rolesOf(*dialog, 0) == QStringLiteral("at=time page=path code=status took=duration"); }));
        QCOMPARE(dialog->model().draft(0).preview.columns[3].unit, std::string("ms"));
        choose(*dialog, 3, Column::Unit, "us");
        QVERIFY(waitUntil([&] { return !dialog->model().draft(0).isReading && dialog->model().draft(0).preview.columns[3].unit == "us"; }));
        const StatedColumns expected{{"time", "at"}, {"path", "page"}, {"status", "code"}, {"duration", "took"}, {"duration_unit", "us"}};
        QCOMPARE(dialog->requests()[0].choices[0].options.columns, expected);
    }

    void rolesGivenOnceAreOfferedForTheNextFileWithTheSameColumns_data()
    {
        QTest::addColumn<QString>("extension");
        QTest::addColumn<bool>("takes");
        for (const char* extension : {"jsonl", "csv"}) {
            QTest::addRow("%s, taken", extension) << QString::fromLatin1(extension) << true;
            QTest::addRow("%s, not taken", extension) << QString::fromLatin1(extension) << false;
        }
    }
    void rolesGivenOnceAreOfferedForTheNextFileWithTheSameColumns()
    {
        QFETCH(QString, extension);
        QFETCH(bool, takes);
        const bool isCsv = extension == QStringLiteral("csv");
        Source known;
        known.name = "monday." + extension.toStdString();
        known.format = isCsv ? "csv" : "json-lines";
        known.options = R"({"map":{"time":"at","path":"page","status":"code","duration":"took","duration_unit":"us"}})";
        const std::string table = "at,page,code,took\n2024-04-23T10:00:00Z,checkout,200,12\n2024-04-23T10:00:01Z,basket,503,40\n";
        const auto file = m_folder.write("tuesday." + extension.toStdString(), isCsv ? table : pages("basket"));
        const auto other = m_folder.write("other." + extension.toStdString(), isCsv ? "at,n\n2024-04-23T10:00:00Z,1\n2024-04-23T10:01:00Z,2\n" : std::string("{\"at\":\"2024-04-23T10:00:00Z\",\"n\":1}\n{\"at\":\"2024-04-23T10:01:00Z\",\"n\":2}\n"));
        ImportSetup setup;
        setup.paths = {QString::fromStdString(file), QString::fromStdString(other)};
        setup.known = {known};
        const auto dialog = open(setup);
        QVERIFY(!button(*dialog, "import")->isEnabled());
        const auto questions = openQuestions(dialog->model().draft(0), dialog->model().hints());
        QCOMPARE(questions.size(), std::size_t(1));
        QCOMPARE(questions[0].text, QStringLiteral("monday.%1 has the same columns, and you gave them other roles: page is the URL path, code is the status, "
                                                   "took is the duration (us).").arg(extension));
        QVERIFY(openQuestions(dialog->model().draft(1), dialog->model().hints()).empty());
        // The default has the focus.
        auto* answer = qobject_cast<QPushButton*>(dialog->focusWidget());
        QVERIFY(answer);
        QCOMPARE(answer->text(), QStringLiteral("Use those roles"));
        QTest::keyClick(takes ? answer : answerButton(*dialog, QStringLiteral("Read it as detected")), Qt::Key_Return);
        QVERIFY(waitUntil([&] { return button(*dialog, "import")->isEnabled(); }));
        QCOMPARE(dialog->model().draft(0).preview.kinds, std::vector<std::string>{takes ? "request" : "series"});
        QCOMPARE(rolesOf(*dialog, 0), takes ? QStringLiteral("at=time page=path code=status took=duration") : QStringLiteral("at=time page=label code=value took=value"));
    }

    void otherFilesWithTheSameColumnsCanTakeTheRolesToo()
    {
        const auto first = m_folder.write("a.jsonl", pages("checkout"));
        const auto second = m_folder.write("b.jsonl", pages("basket"));
        const auto dialog = open({QString::fromStdString(first), QString::fromStdString(second)});
        choose(*dialog, 1, Column::Role, "path");
        QVERIFY(waitUntil([&] { return !dialog->model().draft(0).isReading; }));
        QCOMPARE(rolesOf(*dialog, 1), QStringLiteral("at=time page=label code=value took=value"));
        QTest::keyClick(answerButton(*dialog, QStringLiteral("Use these roles for the other file with the same columns")), Qt::Key_Space);
        QVERIFY(waitUntil([&] { return rolesOf(*dialog, 1) == QStringLiteral("at=time page=path code=status took=duration"); }));
    }

    void membersOfAnArchiveAreRowsOfTheirOwn()
    {
        const auto file = m_folder.write("logs.zip", packed("zip", "none", {{"a.log", accessLog(50)}, {"b.log", accessLog(60)}}));
        const auto dialog = open({QString::fromStdString(file)});
        QCOMPARE(dialog->model().rowCount(), 2);
        QCOMPARE(text(dialog->model(), 1, ImportModel::File), QStringLiteral("logs.zip!b.log"));
        const QModelIndex second = dialog->model().index(1, ImportModel::File);
        QVERIFY(const_cast<ImportModel&>(dialog->model()).setData(second, Qt::Unchecked, Qt::CheckStateRole));
        const auto requests = dialog->requests();
        QCOMPARE(requests.size(), std::size_t(1));
        QVERIFY(!requests[0].choices[0].isLeftOut);
        QVERIFY(requests[0].choices[1].isLeftOut);
    }

    void theSameContentAgainIsLeftOutOrKept()
    {
        const std::string path = m_folder.write("a.log", accessLog(300));
        const Source known = m_folder.importText("a.log", accessLog(300));
        ImportSetup setup;
        setup.paths = {QString::fromStdString(path)};
        setup.known = {known};
        const auto dialog = open(setup);
        const auto questions = openQuestions(dialog->model().draft(0), dialog->model().hints());
        QCOMPARE(questions.at(0).kind, ImportQuestionKind::SameContent);
        QTest::keyClick(answerButton(*dialog, QStringLiteral("Keep both")), Qt::Key_Return);
        QVERIFY(button(*dialog, "import")->isEnabled());
        QVERIFY(dialog->requests()[0].choices[0].again);
    }

    void theSameContentReplacesTheSourceWhenToldSo()
    {
        const std::string path = m_folder.write("b.log", accessLog(310));
        const Source known = m_folder.importText("b.log", accessLog(310));
        ImportSetup setup;
        setup.paths = {QString::fromStdString(path)};
        setup.known = {known};
        const auto dialog = open(setup);
        QTest::keyClick(answerButton(*dialog, QStringLiteral("Replace it")), Qt::Key_Return);
        QVERIFY(button(*dialog, "import")->isEnabled());
        QCOMPARE(dialog->replaced(), (std::map<std::string, std::int64_t>{{path, known.id}}));
        QVERIFY(dialog->requests()[0].choices[0].again);
    }

    void theReasonAndTheNextBestFormatAreNamed()
    {
        const auto dialog = open({sample("cluster-data-2024-04-25 10_12_44.csv")});
        const auto& candidates = dialog->model().draft(0).preview.candidates;
        QVERIFY(candidates.size() > 1);
        QStringList texts;
        for (const auto* label : dialog->findChildren<QLabel*>())
            texts << label->toolTip();
        const QString next = QStringLiteral("; next: %1 (%2 %)").arg(QString::fromStdString(std::string(candidates[1].importer->info().title)))
                                 .arg(candidates[1].detection.confidence);
        QVERIFY2(texts.join(QLatin1Char('\n')).contains(next), qPrintable(texts.join(QLatin1Char('\n'))));
    }

    void aNewCaseIsNamedInTheHead()
    {
        ImportSetup setup;
        setup.paths = {sample("hub-access.log.gz")};
        setup.newCase = QString::fromStdString(m_folder.path("hub-access.faultline"));
        const auto dialog = open(setup);
        QLineEdit* name = nullptr;
        for (auto* line : dialog->findChildren<QLineEdit*>())
            if (line->accessibleName() == QStringLiteral("Name of the new case"))
                name = line;
        QVERIFY(name);
        name->selectAll();
        QTest::keyClicks(name, QStringLiteral("outage/23"));
        QCOMPARE(dialog->newCase(), QString::fromStdString(m_folder.path("outage-23.faultline")));
    }

    void everythingThatTakesTheFocusHasAName()
    {
        const auto dialog = open({sample("timeline.md"), sample("hub-access.log.gz")});
        for (auto* widget : dialog->findChildren<QWidget*>()) {
            const auto* pressed = qobject_cast<QAbstractButton*>(widget);
            const bool isInner = widget->objectName().startsWith(QLatin1String("qt_")) || qobject_cast<QComboBox*>(widget->parentWidget());
            if (widget->focusPolicy() != Qt::NoFocus && widget->isVisible() && !isInner)
                QVERIFY2(!widget->accessibleName().isEmpty() || (pressed && !pressed->text().isEmpty()) || widget->inherits("QTabBar")
                             || widget->inherits("QTabWidget") || widget->inherits("QSplitter") || widget->inherits("QScrollArea")
                             || widget->inherits("QHeaderView"),
                         widget->metaObject()->className());
        }
    }

private:
    std::unique_ptr<ImportDialog> open(const QStringList& paths)
    {
        ImportSetup setup;
        setup.paths = paths;
        return open(setup);
    }

    std::unique_ptr<ImportDialog> open(const ImportSetup& setup)
    {
        auto dialog = std::make_unique<ImportDialog>(setup, m_tasks, m_registry, m_theme, nullptr);
        dialog->show();
        dialog->activateWindow();
        if (!waitUntil([&] { return !dialog->isReading(); }))
            qFatal("the files are not read");
        return dialog;
    }

    static QPushButton* button(const ImportDialog& dialog, const char* name) { return dialog.findChild<QPushButton*>(QLatin1String(name)); }

    static QPushButton* answerButton(const ImportDialog& dialog, const QString& label)
    {
        for (auto* one : dialog.findChildren<QPushButton*>())
            if (one->text() == label && one->isVisible())
                return one;
        qFatal("there is no answer %s", qPrintable(label));
    }

    enum class Column { Role = 1, Unit };
    /// By keyboard, as a person chooses in a box.
    static void choose(ImportDialog& dialog, int row, Column column, const char* wanted)
    {
        auto* tabs = dialog.findChild<QTabWidget*>();
        tabs->setCurrentIndex(1);
        auto* box = qobject_cast<QComboBox*>(dialog.findChild<QTableWidget*>()->cellWidget(row, static_cast<int>(column)));
        if (!box || box->findData(QLatin1String(wanted)) < 0)
            qFatal("row %d has no choice %s", row, wanted);
        box->setFocus();
        const int steps = box->findData(QLatin1String(wanted)) - box->currentIndex();
        for (int i = 0; i < std::abs(steps); ++i)
            QTest::keyClick(box, steps > 0 ? Qt::Key_Down : Qt::Key_Up);
    }

    /// "at=time page=path": the columns that are used.
    static QString rolesOf(const ImportDialog& dialog, int row)
    {
        QStringList roles;
        for (const ColumnReading& column : dialog.model().draft(row).preview.columns)
            if (!column.role.empty())
                roles << QString::fromStdString(column.header + '=' + column.role);
        return roles.join(QLatin1Char(' '));
    }

    static std::string pages(const std::string& page)
    {
        std::string text;
        for (int i = 0; i < 6; ++i)
            text += "{\"at\":\"2024-04-23T10:00:0" + std::to_string(i) + "Z\",\"page\":\"" + page + "\",\"code\":" + (i % 3 == 0 ? "503" : "200")
                + ",\"took\":" + std::to_string(10 + i) + "}\n";
        return text;
    }

    static QString text(const ImportModel& model, int row, int column) { return model.index(row, column).data().toString(); }

    TaskRunner m_tasks;
    ImporterRegistry m_registry{builtinImporters()};
    Theme m_theme;
    ImportCase m_folder;
};

QTEST_MAIN(ImportDialogTest)
#include "importdialog_test.moc"
