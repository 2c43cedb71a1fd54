#include "tests/ui/windowdriver.h"

#include "ui/views/messagebanner.h"
#include "ui/windowstyle.h"

#include <QApplication>
#include <QLabel>
#include <QTest>
#include <QTimer>

namespace faultline::test {

WindowDriver::WindowDriver(const Settings& settings)
{
    WindowStyle::install(m_theme);
    m_window = std::make_unique<MainWindow>(settings, profile(), m_registry, m_theme);
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    if (!QTest::qWaitForWindowActive(m_window.get()))
        qFatal("the window is not active");
}

WindowDriver::~WindowDriver()
{
    m_window->closeCase();
}

Settings WindowDriver::withoutLooks()
{
    Settings settings;
    settings.restoreSession = false;
    return settings;
}

void WindowDriver::press(int key, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(focused(), static_cast<Qt::Key>(key), modifiers);
}

void WindowDriver::type(const QString& text)
{
    QTest::keyClicks(focused(), text);
}

/// A dialog that has just closed leaves no active window for a moment.
QWidget* WindowDriver::focused()
{
    if (!QApplication::activeModalWidget() && !m_window->isActiveWindow()) {
        m_window->activateWindow();
        if (!QTest::qWaitForWindowActive(m_window.get()))
            qFatal("the window is not active");
    }
    QWidget* widget = QApplication::focusWidget();
    return widget ? widget : m_window.get();
}

void WindowDriver::answer(const QString& label)
{
    QTimer::singleShot(0, m_window.get(), [label] {
        if (!waitUntil([] { return QApplication::activeModalWidget() != nullptr; }))
            qFatal("nothing is asked");
        for (auto* button : QApplication::activeModalWidget()->findChildren<QPushButton*>())
            if (button->text() == label)
                return QTest::keyClick(button, Qt::Key_Space);
        qFatal("there is no answer %s", qPrintable(label));
    });
}

QString WindowDriver::banner() const
{
    const auto* banner = m_window->findChild<MessageBanner*>();
    return banner->isVisible() ? banner->text() : QString();
}

QStringList WindowDriver::shownTexts() const
{
    QStringList texts;
    for (const auto* label : m_window->findChildren<QLabel*>())
        if (label->isVisible())
            texts << label->text();
    for (const auto* button : m_window->findChildren<QAbstractButton*>())
        if (button->isVisible())
            texts << button->text();
    return texts;
}

}    // namespace faultline::test
