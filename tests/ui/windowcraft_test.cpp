#include "importers/builtinimporters.h"
#include "tests/ui/samplecase.h"
#include "ui/actions.h"
#include "ui/mainwindow.h"
#include "ui/views/messagebanner.h"
#include "ui/windowstyle.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSet>
#include <QStackedWidget>
#include <QTest>

using namespace faultline;
using namespace faultline::test;

namespace {

QString describe(const QWidget* widget)
{
    QStringList path;
    for (const QWidget* each = widget; each && path.size() < 4; each = each->parentWidget())
        path.prepend(QLatin1String(each->metaObject()->className()));
    return path.join(QLatin1Char('/'));
}

/// Made by Qt inside another widget that has the name.
bool isPartOfAnother(const QWidget* widget)
{
    const QString name = widget->objectName();
    return name.startsWith(QLatin1String("qt_")) || widget->inherits("QTabBar") || widget->inherits("QMenuBar") || widget->inherits("QMenu")
        || widget->inherits("QHeaderView") || widget->inherits("QComboBoxPrivateContainer") || widget->inherits("QComboBoxListView")
        || (widget->parentWidget() && widget->parentWidget()->inherits("QAbstractSpinBox"));
}

}    // namespace

class WindowCraftTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { WindowStyle::install(m_theme); }

    void init()
    {
        m_window = std::make_unique<MainWindow>(Settings(), QStringLiteral("craft"), m_registry, m_theme);
        m_window->resize(1440, 900);
        m_window->show();
    }

    void cleanup() { m_window.reset(); }

    void everyActionDoesSomethingWhenACaseIsOpen()
    {
        m_window->openCase(m_sample.path());
        QVERIFY(m_window->session());
        QStringList unbound;
        for (const ActionInfo& info : Actions::table())
            if (!m_window->actions().isBound(info.id))
                unbound << QLatin1String(info.id);
        QVERIFY2(unbound.isEmpty(), qPrintable(unbound.join(QLatin1Char(' '))));
    }

    void noKeyMeansTwoThingsInOnePlace()
    {
        const Actions& actions = m_window->actions();
        QStringList clashes;
        for (const ActionInfo& info : Actions::table())
            for (const QKeySequence& key : Actions::defaultKeys(info))
                if (const QString other = actions.conflictOf(QLatin1String(info.id), key); !other.isEmpty())
                    clashes << QLatin1String(info.id) + QStringLiteral(" and ") + other;
        QVERIFY2(clashes.isEmpty(), qPrintable(clashes.join(QLatin1Char('\n'))));
    }

    void everyFocusableWidgetHasANameForScreenReaders()
    {
        m_window->openCase(m_sample.path());
        QStringList nameless;
        for (const QWidget* widget : m_window->findChildren<QWidget*>()) {
            if (widget->focusPolicy() == Qt::NoFocus || widget->focusProxy() || isPartOfAnother(widget))
                continue;
            const auto* button = qobject_cast<const QAbstractButton*>(widget);
            if (widget->accessibleName().isEmpty() && !(button && !button->text().isEmpty()))
                nameless << describe(widget);
        }
        nameless.removeDuplicates();
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
    }

    void noLabelGuessesRichText()
    {
        m_window->openCase(m_sample.path());
        QStringList guessing;
        for (const QLabel* label : m_window->findChildren<QLabel*>())
            if (label->textFormat() != Qt::PlainText && !label->objectName().startsWith(QLatin1String("qt_")))
                guessing << describe(label);
        guessing.removeDuplicates();
        QVERIFY2(guessing.isEmpty(), qPrintable(guessing.join(QLatin1Char('\n'))));
    }

    void switchingTheThemeReachesEveryWidget()
    {
        m_window->openCase(m_sample.path());
        m_theme.setChoice(ThemeChoice::Light);
        QCoreApplication::processEvents();
        m_theme.setChoice(ThemeChoice::Dark);
        QCoreApplication::processEvents();
        QStringList old;
        for (const QWidget* widget : m_window->findChildren<QWidget*>())
            if (widget->palette().color(QPalette::Active, QPalette::WindowText) == Theme::light().ink)
                old << describe(widget);
        m_theme.setChoice(ThemeChoice::Light);
        old.removeDuplicates();
        QVERIFY2(old.isEmpty(), qPrintable(old.join(QLatin1Char('\n'))));
    }

    void aDarkWindowHasNoLightCorner()
    {
        m_window->openCase(m_sample.path());
        m_theme.setChoice(ThemeChoice::Dark);
        QTest::qWait(50);
        const QImage picture = m_window->grab().toImage();
        m_theme.setChoice(ThemeChoice::Light);
        int light = 0;
        for (int y = 0; y < picture.height(); y += 4)
            for (int x = 0; x < picture.width(); x += 4)
                light += picture.pixelColor(x, y).lightness() > 200;
        const int looked = (picture.width() / 4) * (picture.height() / 4);
        QVERIFY2(light < looked / 20, qPrintable(QStringLiteral("%1 of %2 points are light").arg(light).arg(looked)));
    }

    void aFailureIsSaidInABannerAsPlainText()
    {
        auto* banner = m_window->findChild<MessageBanner*>();
        QVERIFY(banner && !banner->isVisible());
        m_window->report({ErrorKind::InputUnreadable, "Cannot read <b>a.log</b>", "It is gone", "Import it again"});
        QVERIFY(banner->isVisible());
        QCOMPARE(banner->text(), QStringLiteral("Cannot read <b>a.log</b>: It is gone. Import it again."));
        for (const QLabel* label : banner->findChildren<QLabel*>())
            QCOMPARE(label->textFormat(), Qt::PlainText);
        banner->setFocus();
        QTest::keyClick(banner, Qt::Key_Escape);
        QVERIFY(!banner->isVisible());
    }

    void whatSomebodyStoppedIsNoFailure()
    {
        m_window->report({ErrorKind::Interrupted, "Stopped", "", ""});
        QVERIFY(!m_window->findChild<MessageBanner*>()->isVisible());
    }

    void singleLettersCanBeSwitchedOff()
    {
        Actions& actions = m_window->actions();
        QVERIFY(!actions.action("chart.focus")->shortcut().isEmpty());
        actions.setSingleKeys(Actions::SingleKeys::Off);
        for (const ActionInfo& info : Actions::table())
            for (const QKeySequence& key : actions.action(info.id)->shortcuts())
                QVERIFY2(key.toString(QKeySequence::PortableText).size() > 1, info.id);
        QVERIFY(!actions.action("chart.begin")->shortcut().isEmpty());    // Home is no letter
        actions.setSingleKeys(Actions::SingleKeys::On);
        QCOMPARE(actions.action("chart.focus")->shortcut(), QKeySequence(Qt::Key_F));
    }

    void aTakenKeyIsNamed()
    {
        const Actions& actions = m_window->actions();
        QCOMPARE(actions.conflictOf(QStringLiteral("chart.focus"), QKeySequence(Qt::CTRL | Qt::Key_K)), QStringLiteral("Search or Run…"));
        QCOMPARE(actions.conflictOf(QStringLiteral("chart.focus"), QKeySequence(Qt::Key_J)), QString());    // acts in the evidence only
    }

    void everyTextOfTheFrameHasRoom()
    {
        m_window->openCase(m_sample.path());
        QTest::qWait(50);
        QStringList clipped;
        for (const QPushButton* button : m_window->findChildren<QPushButton*>())
            if (button->isVisible() && button->width() < button->fontMetrics().horizontalAdvance(button->text().remove(QLatin1Char('&'))))
                clipped << describe(button) + QLatin1Char(' ') + button->text();
        for (const QLabel* label : m_window->findChildren<QLabel*>())
            if (label->isVisible() && !label->wordWrap() && label->inherits("QLabel") && qstrcmp(label->metaObject()->className(), "QLabel") == 0
                && label->width() < label->sizeHint().width())
                clipped << describe(label) + QLatin1Char(' ') + label->text();
        QVERIFY2(clipped.isEmpty(), qPrintable(clipped.join(QLatin1Char('\n'))));
    }

private:
    SampleCase m_sample;
    ImporterRegistry m_registry{builtinImporters()};
    Theme m_theme;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(WindowCraftTest)
#include "windowcraft_test.moc"
