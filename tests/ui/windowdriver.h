#pragma once

#include "importers/builtinimporters.h"
#include "tests/ui/samplecase.h"
#include "ui/actions.h"
#include "ui/mainwindow.h"

#include <QPushButton>

#include <memory>

namespace faultline::test {

/// The whole window, as a person at the keyboard has it.
class WindowDriver {
public:
    explicit WindowDriver(const Settings& settings = withoutLooks());
    ~WindowDriver();

    /// Settings that bring nothing back from the start before.
    static Settings withoutLooks();

    static QString profile() { return QStringLiteral("driven"); }
    MainWindow& window() { return *m_window; }
    const Theme& theme() const { return m_theme; }
    CaseSession& session() { return *m_window->session(); }
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);    ///< where the focus is
    void type(const QString& text);
    void trigger(const char* action) { m_window->actions().action(action)->trigger(); }
    /// Presses the button with this label in the next modal dialog.
    void answer(const QString& label);
    QString banner() const;
    QStringList shownTexts() const;    ///< of every visible label and button
    bool isIdle() { return waitUntilIdle(m_window->tasks()); }

    template <typename T>
    T* named(const QString& accessibleName, const QWidget* within = nullptr) const
    {
        for (T* widget : (within ? within : m_window.get())->template findChildren<T*>())
            if (widget->accessibleName() == accessibleName && widget->isVisible())
                return widget;
        qFatal("no widget is called %s", qPrintable(accessibleName));
    }

private:
    QWidget* focused();

    Theme m_theme;
    ImporterRegistry m_registry{builtinImporters()};
    std::unique_ptr<MainWindow> m_window;
};

}    // namespace faultline::test
