# Language level, warnings and sanitizers for every target of the project.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_AUTOMOC ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")

find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()

add_library(pulse_compiler INTERFACE)
target_compile_options(pulse_compiler INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wcast-align
    $<$<BOOL:${PULSE_WERROR}>:-Werror>)
target_compile_definitions(pulse_compiler INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_FOREACH QT_DISABLE_DEPRECATED_BEFORE=0x060400)

if(PULSE_SANITIZE)
    add_compile_options(-fsanitize=${PULSE_SANITIZE} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${PULSE_SANITIZE})
endif()

# The code tells libFuzzer what an input reached (how deep the stack was is noise: no room calls itself); whatever a
# sanitizer or an assertion finds ends the process.
if(PULSE_FUZZ)
    add_compile_options(
        -fsanitize=fuzzer-no-link -fno-sanitize-coverage=stack-depth -fno-sanitize-recover=undefined)
    add_compile_definitions(QT_FORCE_ASSERTS)
endif()
