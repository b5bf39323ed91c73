; A disk of eight sectors, each full of its number.

%assign sector 0
%rep 8
        times 512 db sector
%assign sector sector + 1
%endrep
