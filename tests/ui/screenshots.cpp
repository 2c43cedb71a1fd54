#include "app/query/sqlquery.h"
#include "importers/builtinimporters.h"
#include "tests/ui/samplecase.h"
#include "ui/actions.h"
#include "ui/mainwindow.h"
#include "ui/windowstyle.h"

#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QTest>

using namespace faultline;
using namespace faultline::test;

namespace {

/// Takes the pictures of one theme.
class Photographer {
public:
    Photographer(MainWindow& window, QString prefix) : m_window(window), m_prefix(std::move(prefix)) {}

    void take(const QString& name)
    {
        settle();
        save(m_window, name);
    }

    void takePanel(Panel panel, const QString& name)
    {
        m_window.session()->show(panel);
        take(name);
    }

    void takeDialog(const char* action, const QString& name)
    {
        m_window.actions().action(action)->trigger();
        settle();
        for (QWidget* widget : QApplication::topLevelWidgets()) {
            auto* dialog = qobject_cast<QDialog*>(widget);
            if (!dialog || !dialog->isVisible())
                continue;
            save(*dialog, name);
            dialog->close();
        }
        settle();
    }

private:
    void settle()
    {
        waitUntil([this] {
            CaseSession* session = m_window.session();
            return !session || (session->tasks().pending(TaskRunner::Lane::Query) == 0 && session->tasks().pending(TaskRunner::Lane::Background) == 0);
        });
        QTest::qWait(400);
    }

    void save(QWidget& widget, const QString& name)
    {
        const QString path = m_prefix + name + QStringLiteral(".png");
        if (!widget.grab().save(path))
            qFatal("cannot write %s", qPrintable(path));
    }

    MainWindow& m_window;
    QString m_prefix;
};

void takeAll(MainWindow& window, const QString& prefix, const QString& casePath)
{
    Photographer photographer(window, prefix);
    photographer.take(QStringLiteral("01-start"));
    window.openCase(casePath);
    CaseSession& session = *window.session();
    session.setZone(*TimeZone::named("Europe/Paris"));
    photographer.take(QStringLiteral("02-whole-case"));
    session.setView({at("2024-04-23T18:50Z"), at("2024-04-23T19:40Z")});
    session.setSelection(TimeRange{at("2024-04-23T19:05Z"), at("2024-04-23T19:30Z")});
    session.setCursor(at("2024-04-23T19:29:40Z"));
    photographer.takePanel(Panel::Breakdown, QStringLiteral("03-investigate"));
    photographer.takePanel(Panel::Evidence, QStringLiteral("04-evidence"));
    photographer.takePanel(Panel::Problems, QStringLiteral("05-problems"));
    for (const SqlExample& example : sqlExamples(session.contents().counts, session.window()))
        if (example.kind == SqlExampleKind::RequestsByMinute)
            session.showSql(QString::fromStdString(example.statement));
    photographer.take(QStringLiteral("06-sql"));
    photographer.takePanel(Panel::Table, QStringLiteral("07-chart-data"));
    photographer.takePanel(Panel::Events, QStringLiteral("08-events"));
    window.actions().action("tools.locator")->trigger();
    photographer.take(QStringLiteral("09-locator"));
    session.show(Panel::Charts);
    photographer.takeDialog("program.preferences", QStringLiteral("10-preferences"));
    photographer.takeDialog("help.keys", QStringLiteral("11-shortcuts"));
    photographer.takeDialog("help.contents", QStringLiteral("12-help"));
    photographer.takeDialog("help.about", QStringLiteral("13-about"));
    window.report({ErrorKind::InputUnreadable, "Cannot read access.log", "The file is gone", "Put it back and import it again"});
    photographer.take(QStringLiteral("14-message"));
}

}    // namespace

/// Writes a picture of every screen in light and dark into the folder given. Not a test: somebody looks.
int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationVersion(QStringLiteral(FAULTLINE_VERSION));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/faultline.svg")));
    if (argc != 2)
        qFatal("Usage: screenshots FOLDER");
    const QString folder = QString::fromLocal8Bit(argv[1]);
    QDir().mkpath(folder);
    Theme theme;
    WindowStyle::install(theme);
    const ImporterRegistry registry(builtinImporters());
    SampleCase sample;
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
        theme.setChoice(choice);
        Settings settings;
        settings.theme = choice;
        settings.restoreSession = false;
        MainWindow window(settings, QStringLiteral("screenshots"), registry, theme);
        window.resize(1440, 900);
        window.show();
        takeAll(window, folder + (choice == ThemeChoice::Light ? QStringLiteral("/light-") : QStringLiteral("/dark-")), sample.path());
        window.closeCase();
    }
    return 0;
}
