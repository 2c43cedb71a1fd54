#include "tests/ui/samplecase.h"

#include "ui/dialogs/exportdialog.h"
#include "ui/timelinemime.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace faultline;
using namespace faultline::test;

namespace {

template <typename Button>
Button* withText(QWidget& parent, const QString& text)
{
    for (Button* button : parent.findChildren<Button*>())
        if (button->text().remove(QLatin1Char('&')) == text)
            return button;
    return nullptr;
}

}    // namespace

class ExportDialogTest : public QObject {
    Q_OBJECT

private slots:
    void showsExactlyWhatIsExported_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<QString>("start");
        QTest::newRow("Markdown") << 0 << "|";
        QTest::newRow("CSV") << 1 << "";
        QTest::newRow("TSV") << 2 << "";
        QTest::newRow("HTML") << 3 << "<!DOCTYPE html>";
        QTest::newRow("JSON") << 4 << "";
    }

    void showsExactlyWhatIsExported()
    {
        QFETCH(int, format);
        QFETCH(QString, start);
        const auto session = m_sample.open(m_tasks);
        ExportDialog dialog(*session, m_theme, nullptr);
        dialog.findChild<QComboBox*>()->setCurrentIndex(format);
        const auto options = exportOptions(dialog.choice(), *session);
        QVERIFY(options);
        const std::string expected = exportTimeline(session->contents().timeline, *options);
        QVERIFY(*dialog.exported() == expected);
        QCOMPARE(dialog.findChild<QPlainTextEdit*>()->toPlainText(), QString::fromStdString(expected).remove(QLatin1Char('\r')));
        QVERIFY(QString::fromStdString(expected).startsWith(start, Qt::CaseInsensitive));
        QVERIFY(expected.find("Hub unresponsive") != std::string::npos);
    }

    void suspectsAreLeftOutWhenAsked()
    {
        const auto session = m_sample.open(m_tasks);
        {
            ExportDialog dialog(*session, m_theme, nullptr);
            QVERIFY(!withText<QCheckBox>(dialog, QStringLiteral("Suspects with their reasons"))->isEnabled());    // there are none
        }
        Hypothesis idea;
        idea.title = "the resize did it";
        idea.window = session->window();
        QVERIFY(session->editor().addHypothesis(idea));
        session->noteEdit();
        ExportDialog dialog(*session, m_theme, nullptr);
        auto* suspects = withText<QCheckBox>(dialog, QStringLiteral("Suspects with their reasons"));
        QVERIFY(suspects->isEnabled() && suspects->isChecked());
        QVERIFY(dialog.exported()->find("the resize did it") != std::string::npos);
        suspects->setChecked(false);
        QVERIFY(dialog.exported()->find("the resize did it") == std::string::npos);
        dialog.findChild<QComboBox*>()->setCurrentIndex(1);
        QVERIFY(!suspects->isEnabled());    // CSV is one table
    }

    void columnsAreChosenAndOrdered()
    {
        const auto session = m_sample.open(m_tasks);
        ExportDialog dialog(*session, m_theme, nullptr);
        dialog.findChild<QComboBox*>()->setCurrentIndex(1);    // CSV
        withText<QCheckBox>(dialog, QStringLiteral("Usual columns"))->setChecked(false);
        auto* columns = dialog.findChild<QListWidget*>();
        for (int row = 0; row < columns->count(); ++row) {
            const QString name = columns->item(row)->data(Qt::UserRole).toString();
            columns->item(row)->setCheckState(name == QLatin1String("title") || name == QLatin1String("time") ? Qt::Checked : Qt::Unchecked);
        }
        columns->setCurrentRow(2);    // behind the time as written
        for (int i = 0; i < 2; ++i)
            QTest::keyClick(columns, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(dialog.choice().columns, (QStringList{QStringLiteral("title"), QStringLiteral("time")}));
        QVERIFY(dialog.findChild<QPlainTextEdit*>()->toPlainText().startsWith(QStringLiteral("Event,")));
    }

    void anUnknownZoneSaysSoAndNothingIsExported()
    {
        const auto session = m_sample.open(m_tasks);
        ExportDialog dialog(*session, m_theme, nullptr);
        dialog.findChildren<QComboBox*>()[1]->setCurrentIndex(3);
        dialog.findChild<QLineEdit*>()->setText(QStringLiteral("Europe/Atlantis"));
        QVERIFY(!dialog.exported());
        QVERIFY(!withText<QPushButton>(dialog, QStringLiteral("Copy"))->isEnabled());
        bool isSaid = false;
        for (const QLabel* label : dialog.findChildren<QLabel*>())
            isSaid = isSaid || label->text().contains(QStringLiteral("Atlantis"));
        QVERIFY(isSaid);
        dialog.findChild<QLineEdit*>()->setText(QStringLiteral("Asia/Tokyo, UTC"));
        QVERIFY(dialog.exported()->find("+09:00") != std::string::npos);
    }

    void copiesByOneKeyAndRemembersTheSetting()
    {
        const auto session = m_sample.open(m_tasks);
        {
            ExportDialog dialog(*session, m_theme, nullptr);
            dialog.show();
            dialog.findChildren<QComboBox*>()[1]->setCurrentIndex(1);    // UTC
            const std::string expected = *dialog.exported();
            QTest::keyClick(withText<QPushButton>(dialog, QStringLiteral("Copy")), Qt::Key_Space);
            QCOMPARE(QGuiApplication::clipboard()->text(), QString::fromStdString(expected));
            QVERIFY(QGuiApplication::clipboard()->mimeData()->hasHtml());
        }
        QVERIFY(session->exportChoice().zones == TimelineExportChoice::Zones::Utc);
        Settings settings;
        settings.timelineExport = session->exportChoice();
        settings.timelineExport.columns = {QStringLiteral("title")};
        settings.save(QStringLiteral("exportdialog-test"));
        QVERIFY(Settings::load(QStringLiteral("exportdialog-test")).timelineExport == settings.timelineExport);
    }

    void aFileIsWrittenWholeOrNotAtAll()
    {
        const auto session = m_sample.open(m_tasks);
        const QTemporaryDir folder;
        ExportDialog dialog(*session, m_theme, nullptr);
        const QString path = folder.filePath(QStringLiteral("timeline.md"));
        QVERIFY(dialog.saveTo(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().toStdString(), *dialog.exported());
        const Result<void> refused = dialog.saveTo(folder.filePath(QStringLiteral("no such folder/timeline.md")));
        QVERIFY(!refused);
        QVERIFY(!refused.error().what.empty());
    }

private:
    SampleCase m_sample;
    TaskRunner m_tasks;
    Theme m_theme;
};

QTEST_MAIN(ExportDialogTest)
#include "exportdialog_test.moc"
