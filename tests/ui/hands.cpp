#include "tests/ui/hands.h"

#include "ui/mainwindow.h"

#include <QApplication>
#include <QTest>
#include <QTimer>

namespace faultline::test {

QWidget* Hands::focused()
{
    QWidget* window = QApplication::activePopupWidget();
    if (!window) {
        window = QApplication::activeModalWidget() ? QApplication::activeModalWidget() : &m_window;
        const bool isAnswering = m_isAnswering && window != &m_window;    // its keys need no shortcuts
        if (QApplication::activeWindow() != window && !isAnswering) {    // without a window manager nobody activates what comes and what is left
            window->activateWindow();
            if (!QTest::qWaitFor([window] { return QApplication::activeWindow() == window; }))
                qFatal("the window cannot be activated");
        }
    }
    QWidget* focus = window->focusWidget();
    return focus && focus->isVisible() ? focus : window;
}

void Hands::stroke(const QKeySequence& chord)
{
    ++m_strokes;
    QTest::keySequence(focused(), chord);
}

void Hands::write(const QString& text)
{
    m_strokes += static_cast<int>(text.size()) + 1;
    QWidget* field = focused();
    QTest::keyClicks(field, text);
    QTest::keyClick(field, Qt::Key_Return);
}

void Hands::press(const char* chord)
{
    ++m_actions;
    stroke(QKeySequence(QLatin1String(chord), QKeySequence::PortableText));
}

void Hands::pressAgain(const char* chord)
{
    stroke(QKeySequence(QLatin1String(chord), QKeySequence::PortableText));
}

void Hands::type(const QString& text)
{
    ++m_actions;
    write(text);
}

void Hands::press(const char* chord, const std::function<void()>& answer)
{
    const QWidget* before = QApplication::activeModalWidget();
    bool isAnswered = false;
    QTimer waiting;
    QObject::connect(&waiting, &QTimer::timeout, &waiting, [&] {
        const QWidget* now = QApplication::activeModalWidget();
        if (!now || now == before || !now->isVisible())
            return;
        waiting.stop();
        m_isAnswering = true;
        answer();
        m_isAnswering = false;
        isAnswered = true;
    });
    waiting.start(0);
    press(chord);
    if (!QTest::qWaitFor([&] { return isAnswered; }))
        qFatal("no dialog came");
}

void Hands::drop(const QStringList& paths)
{
    ++m_actions;
    m_window.openFiles(paths);
}

bool Hands::pressUntil(const char* chord, const std::function<bool()>& isTrue, int most)
{
    ++m_actions;
    for (int i = 0; i < most && !isTrue(); ++i)
        stroke(QKeySequence(QLatin1String(chord), QKeySequence::PortableText));
    return isTrue();
}

}    // namespace faultline::test
