#include "tests/ui/hands.h"

#include "ui/mainwindow.h"

#include <QApplication>
#include <QTest>
#include <QTimer>

namespace faultline::test {

QWidget* Hands::focused()
{
    QWidget* window = QApplication::activePopupWidget();
    if (!window)
        window = QApplication::activeModalWidget();
    if (!window)
        window = QApplication::activeWindow();
    if (!window)
        qFatal("no window is active");
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
    QTimer waiting;
    QObject::connect(&waiting, &QTimer::timeout, &waiting, [&] {
        if (!QApplication::activeModalWidget() || !QApplication::activeModalWidget()->isVisible())
            return;
        waiting.stop();
        answer();
    });
    waiting.start(0);
    press(chord);
}

void Hands::drop(MainWindow& window, const QStringList& paths)
{
    ++m_actions;
    window.openFiles(paths);
}

bool Hands::pressUntil(const char* chord, const std::function<bool()>& isTrue, int most)
{
    ++m_actions;
    for (int i = 0; i < most && !isTrue(); ++i)
        stroke(QKeySequence(QLatin1String(chord), QKeySequence::PortableText));
    return isTrue();
}

}    // namespace faultline::test
