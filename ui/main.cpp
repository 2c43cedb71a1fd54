#include "importers/builtinimporters.h"
#include "ui/mainwindow.h"
#include "ui/theme.h"
#include "ui/windowstyle.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>

int main(int argc, char** argv)
{
    using namespace faultline;
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("faultline"));
    QApplication::setApplicationDisplayName(QStringLiteral("Faultline"));
    QApplication::setApplicationVersion(QStringLiteral(FAULTLINE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.faultline.faultline"));

    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/faultline.svg")));

    QCommandLineParser parser;
    parser.setApplicationDescription(QCoreApplication::translate("main", "Finds out why it broke, from the files that are left."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption profile(QStringLiteral("profile"), QCoreApplication::translate("main", "Use the settings of this profile."),
                                     QStringLiteral("name"));
    const QCommandLineOption noSession(QStringLiteral("no-session"),
                                       QCoreApplication::translate("main", "Open without what was looked at the last time."));
    const QCommandLineOption resetLayout(QStringLiteral("reset-layout"),
                                         QCoreApplication::translate("main", "Start with the panels where they are by default."));
    parser.addOptions({profile, noSession, resetLayout});
    parser.addPositionalArgument(QStringLiteral("files"), QCoreApplication::translate("main", "A case, or files to import into a new one."),
                                 QStringLiteral("[CASE | FILE...]"));
    parser.process(application);

    Settings settings = Settings::load(parser.value(profile));
    if (parser.isSet(noSession))
        settings.restoreSession = false;
    if (parser.isSet(resetLayout)) {
        settings.layout.clear();
        settings.geometry.clear();
    }
    Theme theme;
    theme.setChoice(settings.theme);
    WindowStyle::install(theme);
    const ImporterRegistry registry(builtinImporters());
    MainWindow window(std::move(settings), parser.value(profile), registry, theme);
    window.show();
    if (!parser.positionalArguments().isEmpty())
        window.openFiles(parser.positionalArguments());
    return QApplication::exec();
}
