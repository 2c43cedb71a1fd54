#pragma once

#include <QKeySequence>
#include <QString>
#include <QWidget>

#include <functional>

namespace faultline {
class MainWindow;
}

namespace faultline::test {

/// Somebody at the keyboard: keys go to whatever has the focus, in the window, a popup or a dialog, and are counted. One action is
/// one key chord, or one text that is typed and sent off.
class Hands {
public:
    explicit Hands(MainWindow& window) : m_window(window) {}

    void press(const char* chord);                      ///< "Ctrl+I", "F", "."; one action
    void type(const QString& text);                     ///< into the field that has the focus; the Enter behind it ends the action
    void pressAgain(const char* chord);                 ///< a key that is repeated belongs to the action before
    /// The key opens a dialog that waits for its answer.
    void press(const char* chord, const std::function<void()>& answer);
    /// Files given to the window as by its command line; one action.
    void drop(const QStringList& paths);
    /// Repeats the key until it is true; one action. False when it never is.
    bool pressUntil(const char* chord, const std::function<bool()>& isTrue, int most = 60);

    int actions() const { return m_actions; }
    int strokes() const { return m_strokes; }
    QWidget* focused();

private:
    void stroke(const QKeySequence& chord);
    void write(const QString& text);

    MainWindow& m_window;
    bool m_isAnswering = false;
    int m_actions = 0;
    int m_strokes = 0;
};

}    // namespace faultline::test
